import type { Disposition } from './dispositions.js';

const WHY: Record<Disposition, string> = {
  qualifying: 'A first install through the link, on a day the partnership ran.',
  reinstall: 'The app had been on this phone before.',
  not_install: 'It was an opening of the app, no install.',
  unknown_code: 'It came with a code that no department holds.',
  before_activation: 'It happened before the active day of the partnership.',
  after_end: 'It happened after the last day of the partnership.',
  existing_user: 'The provider says that this user had the app already.',
  test_device: 'The provider says that it was a test device.',
  velocity: 'It was taken out of the count as part of a burst.',
  fraud: 'It was reported as not genuine.',
  duplicate: 'It was reported as the same install under a second id.',
};

/** Why a download counts or does not, in a sentence for its department; it says nothing of the resident, of whom nothing is known. */
export function whyOf(disposition: Disposition): string {
  return WHY[disposition];
}
