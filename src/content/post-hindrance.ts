import type { LocalDate } from '../platform/local-time.js';
import { embargoInstant } from './embargo-instant.js';
import { faultOf, type PictureRights } from './picture-rights.js';

/** An approved post, as far as it matters for whether it may be posted. */
export interface ApprovedPost {
  values: Readonly<Record<string, string | number | null>>;
  /** The rights of its pictures as the library has them now. */
  pictures: readonly PictureRights[];
}

/** When and under what it would be posted. */
export interface PostingAt {
  now: Date;
  /** The day of `now` in the department's zone. */
  today: LocalDate;
  timeZone: string;
  /** The sentence of the terms in force. */
  disclosure: string;
  /** The last day of the partnership, in the department's zone, that one included. */
  lastDay: LocalDate;
}

export type Hindrance = 'ended' | 'embargo' | 'picture' | 'disclosure';

/**
 * What keeps an approved post from being posted at an instant, or null. Approval is for the whole of it, so a post goes with its
 * pictures: it is not posted without the one that expired. Pure. Sources: product.md, "Reminder" (approved, unexpired assets only)
 * and rule 3 (the disclosure is that of the live terms).
 */
export function hindranceOf(post: ApprovedPost, at: PostingAt): Hindrance | null {
  if (at.lastDay < at.today) return 'ended';
  const embargo = embargoInstant(post.values, at.timeZone);
  if (embargo && embargo > at.now) return 'embargo';
  if (post.pictures.some((picture) => faultOf(picture, at.today) !== null)) return 'picture';
  const { disclosure } = post.values;
  return typeof disclosure === 'string' && disclosure !== at.disclosure ? 'disclosure' : null;
}
