/** A claim nobody may make unproven, and what to write instead. `*` at the end of a word stands for any ending. */
export interface Claim {
  words: string;
  instead: string | null;
}

/** What the admin asks of every text. Version 0 is what Liaison comes with. */
export interface WritingRules {
  version: number;
  claims: Claim[];
  /** Hosts that a field of type URL may point to, besides our own; `example.org` allows its subdomains too. */
  hosts: string[];
  /** Whether the questions on juveniles, victims and open cases are asked only where words hint at them. */
  checklist: 'when_found' | 'always';
}

export const STARTING_RULES: WritingRules = {
  version: 0,
  claims: [
    { words: 'reduce* crime', instead: 'say what residents can do with the app' },
    { words: 'cut* crime', instead: 'say what residents can do with the app' },
    { words: 'lower* crime', instead: 'say what residents can do with the app' },
    { words: 'prevent* crime*', instead: 'say what residents can do with the app' },
    { words: 'stop* crime*', instead: 'say what residents can do with the app' },
    { words: 'proven to', instead: 'name the study and its figures' },
    { words: 'guarantee*', instead: null },
    { words: 'keep* you safe', instead: null },
    { words: '100% safe', instead: null },
  ],
  hosts: ['apps.apple.com', 'play.google.com'],
  checklist: 'when_found',
};

/** The stretches of a text that make a claim of the list, as written, each once. */
export function claimsIn(text: string, claims: readonly Claim[]): { found: string; claim: Claim }[] {
  return claims.flatMap((claim) => {
    const found = patternOf(claim.words)?.exec(text)?.[0];
    return found ? [{ found, claim }] : [];
  });
}

/** Whether a web address points to one of the hosts or below it. */
export function isHostAllowed(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

function patternOf(words: string): RegExp | null {
  const pieces = words.trim().split(/\s+/).filter(Boolean);
  if (pieces.length === 0) return null;
  const each = pieces.map((piece) =>
    piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[\\p{L}\\p{N}]*'),
  );
  return new RegExp(`(?<![\\p{L}\\p{N}])${each.join('\\s+')}(?![\\p{L}\\p{N}])`, 'iu');
}
