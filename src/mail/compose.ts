import { createHash } from 'node:crypto';
import type MailComposer from 'nodemailer/lib/mail-composer';
import { lazyPackage } from '../platform/lazy-package.js';
import type { RenderedMail } from './mail-template.js';

const composer = lazyPackage<typeof MailComposer>('nodemailer/lib/mail-composer');

/** Everything a raw message is made of. */
export interface Envelope {
  from: string;
  /** Null or empty: no other address is named. */
  replyTo: string | { name: string; email: string } | null;
  to: { name: string; email: string };
  messageId: string;
  /** The Message-ID of the mail before it in the conversation. */
  follows?: string | null;
  date: Date;
  /** The one-click address of RFC 8058; null when the mail cannot be ended. */
  unsubscribeUrl: string | null;
}

/** The Message-ID that belongs to an idempotency key for ever, so that a mail sent again by hand is known as the same one. */
export function messageIdOf(idempotencyKey: string, from: string): string {
  const domain = /@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1]?.toLowerCase() ?? 'localhost';
  return `<${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40)}@${domain}>`;
}

/** The raw message (RFC 5322), text and HTML part, with the list headers when it can be ended. */
export function compose(mail: RenderedMail, envelope: Envelope): Promise<Buffer> {
  const headers: Record<string, string> = { 'Auto-Submitted': 'auto-generated' };
  if (envelope.unsubscribeUrl) {
    headers['List-Unsubscribe'] = `<${envelope.unsubscribeUrl}>`;
    headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click';
  }
  const replyTo =
    envelope.replyTo && typeof envelope.replyTo === 'object'
      ? { name: envelope.replyTo.name, address: envelope.replyTo.email }
      : envelope.replyTo;
  return new (composer())({
    from: envelope.from,
    to: { name: envelope.to.name, address: envelope.to.email },
    ...(replyTo ? { replyTo } : {}),
    ...(envelope.follows ? { inReplyTo: envelope.follows, references: envelope.follows } : {}),
    subject: mail.subject,
    messageId: envelope.messageId,
    date: envelope.date,
    headers,
    text: mail.text,
    html: mail.html,
    // What is kept is what goes over the line, so line ends are the line's.
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
