import type { ParsedMail } from 'mailparser';
import { kindOfMail } from '../inbound/mail-kind.js';
import { cleaned, textOfHtml } from '../inbound/plain-text.js';
import { tellingHeaders } from '../inbound/read-mail.js';
import { codeIn, refusalScope, type RefusalScope, statusIn } from '../refusal-scope.js';
import { statusFields } from './status-fields.js';
import { lazyPackage } from '../../platform/lazy-package.js';

const parser = lazyPackage<typeof import('mailparser')>('mailparser');

/** What became of a mail, by a server's or a provider's word. Only `failed` is a bounce. */
export type ReportKind =
  'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | 'complaint' | 'unsubscribed';

/** A report as it reads. */
export interface DeliveryReport {
  kind: ReportKind;
  /** The enhanced code; null where none is told. */
  status: string | null;
  /** The words of the server that refused, in one line. */
  text: string;
  /** What a failure says no to; null for what is none. */
  scope: RefusalScope | null;
  /** The report's own Message-ID, so that it counts once; null where it has none. */
  reportId: string | null;
  /** The Message-ID of the mail it speaks of; null where it does not say. */
  originalId: string | null;
}

/** In HTML only, as some gateways write. */
const MOST_HTML = 200_000;
const MOST_WORDS = 300;
const STILL_TRYING =
  /do(?:es)? not need to (?:resend|do anything)|no action is required|will (?:continue|keep) (?:to try|trying|attempting)|attempts? will (?:continue|be made)|will be retried|will retry|still (?:being )?(?:trying|retried|queued)|warning(?: only)?[:,] (?:message|could not send|your message)|(?:has been|was|is) delayed|not yet been delivered|delivery status notification \(delay\)|\bdelayed:/i;
const CAME_BACK =
  /could(?: not|n['’]t) (?:be )?deliver|(?:un)?able to deliver|delivery (?:has |to [^\n]{0,120} )?fail|undeliver|returned (?:mail|to sender)|did ?n[o'’]t reach|delivery failure|permanent (?:fatal )?err|failure notice|not (?:been )?delivered|was(?: not|n['’]t) delivered|has been rejected|message (?:was )?(?:blocked|rejected)|returned without being delivered|non[- ]delivery|address (?:not found|couldn['’]t be found)/i;
const COPY_BELOW =
  /^-{2,}\s*(?:below this line|this is a copy|original message|the (?:header|original)|returned message|begin original)[^\n]*$/im;

/**
 * Reads a raw message as a delivery report: RFC 3464 first, complaints of RFC 5965, then what qmail, older Exim and
 * others write in plain words. Null for anything else, such as an absence note. Never throws.
 */
export async function readDeliveryReport(raw: Buffer, envelopeFrom: string): Promise<DeliveryReport | null> {
  const { simpleParser } = parser();
  const parsed = await simpleParser(raw, {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
  }).catch(() => null);
  if (!parsed) return null;
  const base = { reportId: parsed.messageId ?? null, originalId: originalIdOf(parsed) };
  const complaint = parsed.attachments.find(({ contentType }) => contentType === 'message/feedback-report');
  if (complaint) {
    const isAbuse = /^feedback-type:\s*(?:abuse|fraud)/im.test(complaint.content.toString('latin1'));
    return isAbuse ? { ...base, kind: 'complaint', status: null, text: '', scope: null } : null;
  }
  const status = parsed.attachments.find(({ contentType }) =>
    /^message\/(?:global-)?delivery-status$/.test(contentType),
  );
  if (status) return { ...base, ...ofStatus(status.content.toString('utf8')) };
  const from = parsed.from?.value[0]?.address ?? envelopeFrom;
  const failedAt = headerOf(parsed, 'x-failed-recipients');
  if (!failedAt && kindOfMail(tellingHeaders(parsed), envelopeFrom, from) !== 'delivery_report') return null;
  const words = ofWords(parsed, failedAt !== null);
  return words && { ...base, ...words };
}

type Told = Pick<DeliveryReport, 'kind' | 'status' | 'text' | 'scope'>;

const BY_WEIGHT: ReportKind[] = ['failed', 'delayed', 'expanded', 'relayed', 'delivered'];

/** The weightiest of the recipients a report tells of: one mail has one, but a list it was sent on to may have many. */
function ofStatus(content: string): Told {
  const told = statusFields(content).map(ofRecipient);
  const heaviest = BY_WEIGHT.flatMap((kind) => told.find((one) => one.kind === kind) ?? [])[0];
  // A report without a word about a recipient is a failure of something, but nobody can say of what.
  return heaviest ?? { kind: 'failed', status: null, text: '', scope: 'message' };
}

function ofRecipient(fields: Map<string, string>): Told {
  const diagnostic = (fields.get('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, '');
  const action = fields.get('action')?.split(/[\s;]/)[0]?.toLowerCase() ?? '';
  const given = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null;
  const said = statusIn(diagnostic);
  // "5.0.0" says nothing; what the refusing server wrote often does.
  const status = said && (!given || given.endsWith('.0.0') || given.endsWith('.5.0')) ? said : given;
  const kind = BY_WEIGHT.find((one) => one === action) ?? ofClass(status);
  return told(kind, status, diagnostic);
}

function ofClass(status: string | null): ReportKind {
  if (status?.startsWith('2')) return 'delivered';
  return status?.startsWith('4') ? 'delayed' : 'failed';
}

/** Reports in plain words. Null when they say of no mail that it came back or waits. */
function ofWords(parsed: ParsedMail, isFailure: boolean): Told | null {
  const text = cleaned(parsed.text || (parsed.html ? textOfHtml(parsed.html.slice(0, MOST_HTML)) : ''));
  const words = text.split(COPY_BELOW)[0] ?? '';
  const all = `${parsed.subject ?? ''}\n${words}`;
  if (STILL_TRYING.test(all)) return told('delayed', statusIn(words), refusalWords(words));
  if (!isFailure && !CAME_BACK.test(all)) return null;
  return told('failed', statusIn(words), refusalWords(words));
}

function told(kind: ReportKind, status: string | null, words: string): Told {
  const text = words.replace(/\s+/g, ' ').trim().slice(0, MOST_WORDS);
  if (kind !== 'failed') return { kind, status, text, scope: null };
  // Days of trying ended without a yes: whatever the last answer was, nobody said that there is no such address.
  const scope = status?.startsWith('4')
    ? 'message'
    : refusalScope({ status, code: codeIn(text), text, atRecipient: true });
  return { kind, status, text, scope };
}

/** From the line with a code in it, else all of it. */
function refusalWords(text: string): string {
  const at = text.search(/(?:^|[\s<:(#])[45](?:\d\d[\s-]|\.\d{1,3}\.\d)/m);
  return at < 0 ? text : text.slice(text.lastIndexOf('\n', at) + 1);
}

function originalIdOf(parsed: ParsedMail): string | null {
  const returned = parsed.attachments.find(({ contentType }) =>
    /^(?:message\/(?:global|rfc822)(?:-headers)?|text\/rfc822-headers)$/.test(contentType),
  );
  const text = parsed.text ?? '';
  const copy = COPY_BELOW.exec(text);
  const original = returned?.content.toString('latin1') ?? (copy ? text.slice(copy.index) : '');
  return /^message-id:\s*(<[^<>\s]+>)/im.exec(original)?.[1] ?? null;
}

function headerOf(parsed: ParsedMail, name: string): string | null {
  return parsed.headerLines.find(({ key }) => key === name)?.line ?? null;
}
