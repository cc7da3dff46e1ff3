/** Words the carriers act on themselves; a text message with one of them never reaches us. */
export const CARRIER_KEYWORDS: ReadonlySet<string> = new Set([
  'STOP',
  'UNSUBSCRIBE',
  'END',
  'QUIT',
  'STOPALL',
  'REVOKE',
  'OPTOUT',
  'CANCEL',
  'HELP',
  'INFO',
  'START',
  'YES',
  'UNSTOP',
]);

export const ALIAS = /^[a-z0-9-]{3,40}$/;
export const KEYWORD = /^[A-Z0-9]{3,20}$/;

/** The code a reported event carries, as we write codes; null for anything that could not be one of ours, which is not kept. */
export function readAlias(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const alias = value.trim().toLowerCase();
  return ALIAS.test(alias) ? alias : null;
}
