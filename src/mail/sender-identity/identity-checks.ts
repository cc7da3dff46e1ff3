import type { Said } from './mail-dns.js';

/**
 * - `good`: as it should be. `weak`: it works, and could protect better. `missing`: nothing is there.
 * - `wrong`: what is there does harm, or is not ours. `unanswered`: the name servers were silent; look again later.
 */
export type Health = 'good' | 'weak' | 'missing' | 'wrong' | 'unanswered';

/** One thing that has to stand in a zone. */
export interface IdentityCheck {
  what: 'SPF' | 'DKIM' | 'DMARC' | 'MX';
  health: Health;
  /** What it means, and what to do. */
  words: string;
  /** Where it stands. */
  name: string;
  found: string[];
  /** The record to put there; null where it is right as it is, or nobody here knows it. */
  wanted: string | null;
}

type Judged = Pick<IdentityCheck, 'health' | 'words' | 'wanted'>;

/** How well-known mail servers are named in an SPF record. */
const INCLUDES: [host: RegExp, include: string][] = [
  [/\.amazonaws\.com$/, 'amazonses.com'],
  [/(^|\.)sendgrid\.net$/, 'sendgrid.net'],
  [/(^|\.)mailgun\.org$/, 'mailgun.org'],
  [/(^|\.)postmarkapp\.com$/, 'spf.mtasv.net'],
  [/(^|\.)(gmail|google)\.com$/, '_spf.google.com'],
  [/(^|\.)(office365|outlook)\.com$/, 'spf.protection.outlook.com'],
];

const SILENT: Judged = {
  health: 'unanswered',
  words: 'The name servers did not answer in time. Look again later.',
  wanted: null,
};

/** Judges the SPF record (RFC 7208) of the domain in the return path, for mail that leaves by `smtpHost`. */
export function checkSpf(domain: string, said: Said, smtpHost: string | null): IdentityCheck {
  const found = said.answered ? said.records.filter((record) => /^v=spf1(\s|$)/i.test(record)) : [];
  return { what: 'SPF', name: domain, found, ...judgeSpf(said, found, smtpHost) };
}

function judgeSpf(said: Said, found: string[], smtpHost: string | null): Judged {
  if (!said.answered) return SILENT;
  const include = INCLUDES.find(([host]) => smtpHost && host.test(smtpHost))?.[1];
  const mechanism = include ? `include:${include}` : `a:${smtpHost ?? 'mail.your-company.example'}`;
  const wanted = `v=spf1 ${mechanism} -all`;
  const [record = ''] = found;
  if (found.length === 0)
    return { health: 'missing', words: 'No record says which servers may send for this domain.', wanted };
  if (found.length > 1)
    return {
      health: 'wrong',
      words: 'There are several records, so receivers believe none. Make them one.',
      wanted,
    };
  if (/\s\+?all(\s|$)/i.test(record))
    return {
      health: 'wrong',
      words: 'The record lets anybody send for this domain. End it with -all.',
      wanted,
    };
  if (include && !record.toLowerCase().includes(include))
    return {
      health: 'wrong',
      words: `The record does not name the service your mail leaves by. Add ${mechanism} before its end.`,
      wanted: record.replace(/\s([-~?])all/i, ` ${mechanism} $1all`),
    };
  if (!/\s[-~]all(\s|$)|\sredirect=/i.test(record))
    return { health: 'weak', words: 'The record forbids nobody. End it with -all.', wanted: null };
  return { health: 'good', words: 'Receivers know which servers may send for this domain.', wanted: null };
}

/** Judges the DKIM key in the zone against the one mail is signed with; `ours` null: mail is not signed here. */
export function checkDkim(name: string, said: Said | null, ours: string | null): IdentityCheck {
  const found = said?.answered ? said.records : [];
  return { what: 'DKIM', name, found, ...judgeDkim(said, found, ours) };
}

function judgeDkim(said: Said | null, found: string[], ours: string | null): Judged {
  if (ours === null || said === null)
    return {
      health: 'weak',
      words:
        'Mail is not signed here. Set DKIM_SELECTOR and DKIM_PRIVATE_KEY, unless the service it leaves by signs for your domain.',
      wanted: null,
    };
  if (!said.answered) return SILENT;
  if (found.length === 0)
    return {
      health: 'missing',
      words: 'The key is not in the zone, so no receiver can check a signature.',
      wanted: ours,
    };
  if (found.length > 1)
    return { health: 'wrong', words: 'There are several records at this name; leave one.', wanted: ours };
  if (keyIn(found[0]!) === '')
    return {
      health: 'wrong',
      words: 'The key in the zone is withdrawn. Put the present one there.',
      wanted: ours,
    };
  if (keyIn(found[0]!) !== keyIn(ours))
    return {
      health: 'wrong',
      words: 'The key in the zone is another than the one mail is signed with.',
      wanted: ours,
    };
  return { health: 'good', words: 'Receivers can check that mail is yours, and unchanged.', wanted: null };
}

function keyIn(record: string): string | null {
  return /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replace(/\s/g, '') ?? null;
}

/**
 * Judges the DMARC record (RFC 7489) that holds for the sender's domain. `aligned`: whether the signature's domain or
 * the return path's belongs to it, without which neither counts.
 */
export function checkDmarc(name: string, said: Said, aligned: boolean): IdentityCheck {
  const found = said.answered ? said.records.filter((record) => /^v=DMARC1\s*(;|$)/.test(record)) : [];
  return { what: 'DMARC', name, found, ...judgeDmarc(said, found, aligned) };
}

function judgeDmarc(said: Said, found: string[], aligned: boolean): Judged {
  if (!said.answered) return SILENT;
  const wanted = 'v=DMARC1; p=quarantine';
  if (found.length === 0)
    return {
      health: 'missing',
      words: 'No record says what to do with mail that only claims to be yours. Large receivers ask for one.',
      wanted,
    };
  if (found.length > 1)
    return {
      health: 'wrong',
      words: 'There are several records, so receivers believe none. Leave one.',
      wanted,
    };
  const policy = /(?:^|;)\s*p=\s*(\w+)/i.exec(found[0]!)?.[1]?.toLowerCase();
  if (!policy || !['none', 'quarantine', 'reject'].includes(policy))
    return { health: 'wrong', words: 'The record names no policy that receivers know.', wanted };
  if (!aligned)
    return {
      health: 'wrong',
      words:
        'Neither the signature nor the return path is of the sender’s domain, so your own mail fails. Sign for that domain, or send from it.',
      wanted: null,
    };
  if (policy === 'none')
    return {
      health: 'weak',
      words: 'The record only watches. Ask for quarantine once your own mail passes.',
      wanted,
    };
  return { health: 'good', words: 'Receivers turn away mail that only claims to be yours.', wanted: null };
}

/** Judges whether mail to the domain for replies and bounces can come in. */
export function checkMx(domain: string, said: Said): IdentityCheck {
  const base = { what: 'MX' as const, name: domain, found: said.answered ? said.records : [] };
  if (!said.answered) return { ...base, ...SILENT };
  if (base.found.length === 0)
    return {
      ...base,
      health: 'missing',
      words: 'No host takes mail for this domain, so replies and bounces are lost.',
      wanted: '10 the host whose port 25 leads to your workers',
    };
  return { ...base, health: 'good', words: 'Replies and bounces find their way here.', wanted: null };
}

/**
 * Names at which a DMARC record may stand for a domain: its own, then those above it down to two labels. Public suffixes
 * such as co.uk are not known here; a question for one finds nothing.
 */
export function dmarcNames(domain: string): string[] {
  const labels = domain.split('.');
  const tops = labels.map((_, at) => labels.slice(at)).filter((rest, at) => at === 0 || rest.length >= 2);
  return tops.map((rest) => `_dmarc.${rest.join('.')}`);
}

/** Whether two domains are one's own and the other's parent, or children of one: as relaxed alignment sees it. */
export function isAligned(a: string, b: string): boolean {
  const top = (domain: string): string => domain.toLowerCase().split('.').slice(-2).join('.');
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`) || top(a) === top(b);
}
