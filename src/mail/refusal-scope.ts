/**
 * What a refusal for good says no to:
 * - `address`: this mailbox; nothing more is sent to it.
 * - `domain`: where it lives takes no mail at all; nothing more is sent there for a while.
 * - `message`: this mail alone, for what it is, says or weighs, or because the mailbox is full. The address stays good.
 * - `sender`: us: who we are, or that we may not send this way. A person has to mend it.
 */
export type RefusalScope = 'address' | 'domain' | 'message' | 'sender';

/** What was said, and when: only an answer to RCPT TO is about the recipient where nothing else tells. */
export interface Refusal {
  /** The enhanced code of RFC 3463 (`5.1.1`), where there is one. */
  status: string | null;
  /** The basic code (550), where there is one. */
  code: number | null;
  /** The words, as the server wrote them. */
  text: string;
  /** Whether it answered the recipient's address. A delivery report is always about one. */
  atRecipient: boolean;
}

const NO_MAILBOX =
  /user (?:is )?(?:unknown|not found|doesn'?t exist|does not exist)|(?:no such|unknown|invalid|non-?existent) (?:user|recipient|mailbox|address|account|person)|(?:mailbox|recipient|account|address|user)[^.]{0,60}(?:not found|does(?:n'?t| not) exist|unknown|unavailable|disabled|inactive|no longer|not exist|not available|suspended|isn'?t available)|no mailbox here|not a (?:known|valid) (?:user|mailbox)|RecipientNotFound|recipient address rejected: access denied|account that you tried to reach|no longer (?:works|with|employed|in use)|can'?t (?:find|locate) (?:the )?(?:user|mailbox|recipient)|couldn'?t be found|wasn'?t found at|undeliverable address|not listed in|has moved|unrouteable address/i;
const NO_DOMAIN =
  /null mx|(?:domain|host)(?: name)?[^.]{0,50}(?:not found|does not exist|doesn'?t exist|unknown|has no|not exist)|(?:unknown|no such|unrouteable) (?:host|domain)|nxdomain|name or service not known|no mx|couldn'?t find any host|does not accept mail/i;
const OUR_FAULT =
  /relay(?:ing)? (?:access )?(?:denied|not permitted|prohibited)|not permitted to relay|sender (?:address )?(?:rejected|verify failed|unknown|denied)|authentication (?:is )?required|unauthenticated|(?:spf|dkim|dmarc)\b|not authori[sz]ed to send|email address is not verified|from address/i;
const POLICY =
  /spam|block(?:ed|list)|blacklist|reputation|policy|policies|banned|content|virus|malware|attachment|unsolicited|rejected due to|suspicious|listed (?:at|in|by|on)|rbl|too (?:large|big|many)|size|quota|full|over ?quota|storage|rate limit|suspected/i;
const FULL = /quota|mailbox (?:is )?full|over ?quota|storage|insufficient/i;

/** Which of these a refusal is. The enhanced code speaks first; words decide where servers use one code for two things. */
export function refusalScope({ status, code, text, atRecipient }: Refusal): RefusalScope {
  const byStatus = status ? ofStatus(status, text) : null;
  if (byStatus) return byStatus;
  if (FULL.test(text)) return 'message';
  if (OUR_FAULT.test(text)) return 'sender';
  if (NO_MAILBOX.test(text)) return 'address';
  if (NO_DOMAIN.test(text)) return 'domain';
  if (POLICY.test(text) || !atRecipient) return 'message';
  // 550, 551 and 553 are about the mailbox (RFC 5321 4.2.3), 552 and 554 need not be.
  return code === null || [550, 551, 553].includes(code) ? 'address' : 'message';
}

/** Null where the code leaves it open. Sections of RFC 3463 and its registry. */
function ofStatus(status: string, text: string): RefusalScope | null {
  const [, subject, detail] = status.split('.').map(Number);
  switch (`${subject}.${detail}`) {
    case '1.1':
    case '1.3':
    case '1.6':
    case '2.1':
    case '5.14':
      return FULL.test(text) ? 'message' : 'address';
    // The standard says null MX; Exchange says so of a mailbox it cannot find.
    case '1.10':
      return NO_MAILBOX.test(text) ? 'address' : 'domain';
    case '1.2':
    case '4.4':
    case '4.310':
      return 'domain';
    case '1.7':
    case '1.8':
    case '7.23':
    case '7.24':
    case '7.25':
    case '7.26':
    case '7.27':
      return 'sender';
    // Exchange Online answers so for a recipient it does not know; elsewhere it is an answer of the network's.
    case '4.1':
      return NO_MAILBOX.test(text) ? 'address' : 'message';
    // Policy, unless it says in so many words that there is no such mailbox, or that we may not send.
    case '7.1':
    case '7.0':
      if (/relay|authentication|not verified|spf|dkim|dmarc/i.test(text)) return 'sender';
      return NO_MAILBOX.test(text) && !/spam|block|polic/i.test(text) ? 'address' : 'message';
    // "Other": the words have to tell.
    case '0.0':
    case '1.0':
    case '2.0':
    case '3.0':
    case '4.0':
    case '5.0':
      return null;
    default:
      return 'message';
  }
}

/** The enhanced code in a server's words: `550 5.1.1 …`, `550-5.1.1 …`, `(#5.1.1)`. Null where there is none. */
export function statusIn(text: string): string | null {
  return /(?:^|[\s#(-])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? null;
}

/** The basic code a server's words begin with, or carry after a gateway's own. */
export function codeIn(text: string): number | null {
  const code = /(?:^|[\s;:<])([45]\d\d)(?=[\s-])/.exec(text)?.[1];
  return code ? Number(code) : null;
}
