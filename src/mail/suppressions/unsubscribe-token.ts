import type { SecretKey } from '../../platform/secret-key.js';

const PURPOSE = 'mail.unsubscribe';

/** The token in a mail's unsubscribe address: the mail's id and a signature, so that nobody can end another's mails. */
export function unsubscribeToken(key: SecretKey, emailId: string): string {
  return `${emailId.replaceAll('-', '')}.${key.hmac(PURPOSE, emailId)}`;
}

/** The id of the mail a token stands for, or null when it was not made here. */
export function emailOfToken(key: SecretKey, token: string): string | null {
  const [hex = '', signature = ''] = token.split('.', 2);
  if (!/^[0-9a-f]{32}$/.test(hex)) return null;
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return key.matches(signature, PURPOSE, id) ? id : null;
}
