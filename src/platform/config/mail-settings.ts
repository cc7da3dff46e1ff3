import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

const DOMAIN = /^(?=.{1,190}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/** What mail is signed with. `domain` null: that of the sender's address. */
export interface DkimSettings {
  domain: string | null;
  selector: string;
  key: KeyObject;
}

/** How mail is handed over. Rates null: as fast as the server takes it. */
export interface SmtpSettings {
  /** Connections of one worker. */
  connections: number;
  /** How long the server may be silent. */
  patienceMs: number;
  /** Mails in a second, of all workers together. */
  perSecond: number | null;
  /** Mails in a minute to addresses of one domain, of all workers together. */
  perDomainMinute: number | null;
}

/** Which providers may tell what became of mails, and how what they tell is known to be theirs. Null: the hook is closed. */
export interface MailHookSettings {
  /** The one topic at Amazon SNS that is believed. */
  sesTopicArn: string | null;
  postmarkSecret: string | null;
  sendgridKey: KeyObject | null;
  mailgunKey: string | null;
}

/** Reads the settings of DKIM: selector and key together, or none. */
export function readDkim(
  { domain, selector, key }: { domain: string | null; selector: string | null; key: string | null },
  faults: string[],
): DkimSettings | null {
  if ((selector === null) !== (key === null)) {
    faults.push('DKIM_SELECTOR and DKIM_PRIVATE_KEY go together: set both or none.');
    return null;
  }
  if (domain !== null && !DOMAIN.test(domain))
    faults.push('DKIM_DOMAIN must be a domain such as company.example.');
  if (selector === null || key === null) return null;
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*$/i.test(selector) || selector.length > 63)
    faults.push('DKIM_SELECTOR must be a name such as liaison1.');
  const read = privateKey(key);
  if (!read) {
    faults.push('DKIM_PRIVATE_KEY must be a private key in PEM: RSA of 2048 bits or more, or Ed25519.');
    return null;
  }
  return { domain, selector, key: read };
}

/** Reads a whole number between two, or null where nothing is set. */
export function readNumber(
  name: string,
  value: string | null,
  [least, most]: [number, number],
  faults: string[],
): number | null {
  if (value === null) return null;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    faults.push(`${name} must be a number from ${least} to ${most}.`);
  return number;
}

/** Reads an Amazon SNS topic's name. */
export function readTopicArn(value: string | null, faults: string[]): string | null {
  if (value !== null && !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(value))
    faults.push(
      'SES_TOPIC_ARN must be the ARN of an SNS topic, such as arn:aws:sns:us-east-1:123456789012:mail.',
    );
  return value;
}

/** Reads SendGrid's verification key: base64 of a public key, as its settings show it. */
export function readSendgridKey(value: string | null, faults: string[]): KeyObject | null {
  if (value === null) return null;
  try {
    const key = createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ec') return key;
  } catch {
    // Told below, like a key of another kind.
  }
  faults.push('SENDGRID_WEBHOOK_KEY must be the verification key that SendGrid shows, in base64.');
  return null;
}

function privateKey(text: string): KeyObject | null {
  try {
    // A key in a variable often has its line ends written out.
    const key = createPrivateKey(text.replaceAll('\\n', '\n'));
    if (key.asymmetricKeyType === 'ed25519') return key;
    return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048
      ? key
      : null;
  } catch {
    return null;
  }
}
