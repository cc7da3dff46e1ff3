import { type KeyObject, verify } from 'node:crypto';

/** A message of Amazon SNS, as far as it is read. */
export interface SnsMessage {
  Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  MessageId: string;
  TopicArn: string;
  Message: string;
  Timestamp: string;
  SignatureVersion: '1' | '2';
  Signature: string;
  SigningCertURL: string;
  Subject?: string;
  SubscribeURL?: string;
  Token?: string;
}

const NEEDED = ['MessageId', 'TopicArn', 'Message', 'Timestamp', 'Signature', 'SigningCertURL'] as const;

/** Reads a body as a message of one topic; null when it is none, or of another. Nothing of it is to be believed yet. */
export function readSns(text: string, topicArn: string): SnsMessage | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  if (body === null || typeof body !== 'object') return null;
  const message = body as SnsMessage;
  if (!NEEDED.every((name) => typeof message[name] === 'string')) return null;
  const isConfirmation =
    message.Type === 'SubscriptionConfirmation' || message.Type === 'UnsubscribeConfirmation';
  if (!isConfirmation && message.Type !== 'Notification') return null;
  if (isConfirmation && (typeof message.SubscribeURL !== 'string' || typeof message.Token !== 'string'))
    return null;
  if (!['1', '2'].includes(message.SignatureVersion) || message.TopicArn !== topicArn) return null;
  return message;
}

/**
 * An address of SNS itself, in the topic's own region; null for any other. Only such addresses are asked for the
 * certificate, since whoever chooses it could sign anything, and only https, whose certificate proves the host.
 */
export function snsUrl(text: string, topicArn: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const region = topicArn.split(':')[3] ?? '';
  const host = new RegExp(`^sns\\.${region}\\.amazonaws\\.com(\\.cn)?$`);
  const isPlain = url.protocol === 'https:' && url.port === '' && !url.username && !url.password;
  return region && isPlain && host.test(url.hostname) ? url : null;
}

/** Whether the holder of the certificate signed the message. */
export function isSigned(message: SnsMessage, certificate: KeyObject): boolean {
  try {
    const hash = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
    return verify(
      hash,
      Buffer.from(signedText(message)),
      certificate,
      Buffer.from(message.Signature, 'base64'),
    );
  } catch {
    return false;
  }
}

/** What SNS signs: names and values of these fields, each on a line, in the order of their names. */
export function signedText(message: SnsMessage): string {
  const fields =
    message.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  return fields
    .filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name]}\n`)
    .join('');
}
