import { createHash } from 'node:crypto';
import type { Attachment, ParsedMail } from 'mailparser';
import { kindOfMail, type InboundKind } from './mail-kind.js';
import { cleaned, oneLine, textOfHtml } from './plain-text.js';
import { lazyPackage } from '../../platform/lazy-package.js';

const parser = lazyPackage<typeof import('mailparser')>('mailparser');

export interface ReadAttachment {
  fileName: string;
  mediaType: string;
  bytes: Buffer;
}

/** A mail as it reads, with nothing in it that a page or the database would choke on. */
export interface ReadMail {
  /** Its Message-ID; one made from its bytes where it has none. */
  messageId: string;
  kind: Exclude<InboundKind, 'own'>;
  fromName: string;
  fromAddress: string;
  subject: string;
  text: string;
  writtenAt: Date | null;
  attachments: ReadAttachment[];
  /** Attachments that were not taken out as files; they are in the raw message. */
  attachmentsLeftOut: number;
}

const MOST_ATTACHMENTS = 20;
const MOST_TEXT = 200_000;
/** Of HTML, since taking its words out blocks the process meanwhile. */
const MOST_HTML = 1_000_000;
const NO_SUBJECT = '(no subject)';

/** Reads a raw message. Never throws: what no parser can read is kept with an empty text. */
export async function readMail(raw: Buffer, envelopeFrom: string): Promise<ReadMail> {
  const made = `<${createHash('sha256').update(raw).digest('hex').slice(0, 40)}@no-message-id>`;
  // A tenth of the product's start, for something few processes ever do: loaded when the first mail comes.
  const { simpleParser } = parser();
  const parsed = await simpleParser(raw, {
    // Our own reading of HTML is enough, and cannot be made to run for long.
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
  }).catch(() => null);
  if (!parsed) return unreadable(made, envelopeFrom);
  const from = parsed.from?.value[0];
  const fromAddress = oneLine(from?.address || envelopeFrom, 320);
  const files = parsed.attachments.filter((one) => !(one.related && one.contentDisposition !== 'attachment'));
  const taken = files.slice(0, MOST_ATTACHMENTS);
  const text = parsed.text ?? (parsed.html ? textOfHtml(parsed.html.slice(0, MOST_HTML)) : '');
  return {
    messageId: oneLine(parsed.messageId ?? '', 500) || made,
    kind: kindOfMail(tellingHeaders(parsed), envelopeFrom, fromAddress),
    fromName: oneLine(from?.name ?? '', 200),
    fromAddress,
    subject: oneLine(parsed.subject ?? '', 300) || NO_SUBJECT,
    text: cleaned(text).slice(0, MOST_TEXT).trim(),
    writtenAt: parsed.date && !Number.isNaN(parsed.date.getTime()) ? parsed.date : null,
    attachments: taken.map(fileOf),
    attachmentsLeftOut: parsed.attachments.length - taken.length,
  };
}

function unreadable(messageId: string, envelopeFrom: string): ReadMail {
  return {
    messageId,
    kind: 'answer',
    fromName: '',
    fromAddress: oneLine(envelopeFrom, 320),
    subject: NO_SUBJECT,
    text: '',
    writtenAt: null,
    attachments: [],
    attachmentsLeftOut: 0,
  };
}

/** The headers that tell what a mail is, as they stand in it. */
export function tellingHeaders(parsed: ParsedMail) {
  const value = (name: string): string | null => {
    const line = parsed.headerLines.find(({ key }) => key === name)?.line;
    return line ? line.slice(line.indexOf(':') + 1).trim() : null;
  };
  return {
    autoSubmitted: value('auto-submitted'),
    precedence: value('precedence'),
    contentType: value('content-type'),
    autoReply: value('x-autoreply') !== null || value('x-autorespond') !== null,
  };
}

function fileOf(attachment: Attachment, index: number): ReadAttachment {
  const name = oneLine(attachment.filename ?? '', 150).replace(/[\\/:*?"<>|]/g, '-');
  const declared = attachment.contentType?.toLowerCase() ?? '';
  return {
    fileName: name || `attachment-${index + 1}`,
    mediaType: /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(declared) ? declared : 'application/octet-stream',
    bytes: attachment.content,
  };
}
