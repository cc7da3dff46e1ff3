import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../platform/project-root.js';

/** How a network counts a caption; see counting.ts. */
export type CountUnit = 'x_weighted' | 'graphemes' | 'mastodon' | 'threads' | 'utf16';

/** Which master a network's picture is drawn from. */
export type Shape = 'landscape' | 'square' | 'portrait';

/** What one network asks of a post. Everything in it has its source in templates/social/networks.json. */
export interface NetworkRule {
  key: string;
  name: string;
  unit: CountUnit;
  /** The most it takes, in its unit; null where no figure is agreed, and then nothing is blocked. */
  limit: number | null;
  /** From here on a reader is warned, where there is no limit. */
  warnAbove?: number | null;
  /** The most bytes in UTF-8, where that is limited as well. */
  limitBytes?: number;
  hashtags?: number;
  picture: { shape: Shape; width: number; height: number };
  /** The address that opens the network's own form, with `{text}` or `{link}` in it; null where there is none. */
  share: string | null;
  note: string | null;
  sources: Record<string, string>;
  /** Which of the sources nobody has read on `checkedOn`: what rests on them is taken on trust. */
  unread: string[];
}

export interface NetworkRules {
  /** The day on which somebody last compared the figures with their sources, but for those named as unread. */
  checkedOn: string;
  networks: NetworkRule[];
}

/** Days after which the figures are to be compared with their sources again. */
export const STALE_AFTER_DAYS = 180;

let known: NetworkRules | undefined;
let domains: ReadonlySet<string> | undefined;

/** The rules of templates/social/networks.json, read once. */
export function networkRules(): NetworkRules {
  known ??= JSON.parse(read('networks.json')) as NetworkRules;
  return known;
}

/** A network's rule by its key, or undefined. */
export function networkRule(key: string): NetworkRule | undefined {
  return networkRules().networks.find((network) => network.key === key);
}

/** The top-level domains without which a network sees no link in a text; `example` (RFC 2606) stands for one of them. */
export function topLevelDomains(): ReadonlySet<string> {
  domains ??= new Set([...read('top-level-domains.txt').split('\n').filter(Boolean), 'example']);
  return domains;
}

function read(name: string): string {
  return readFileSync(path.join(projectRoot(), 'templates', 'social', name), 'utf8');
}
