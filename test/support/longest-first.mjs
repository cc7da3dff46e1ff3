/**
 * The order in which spec files start: those known to be long first, so that none of them is left to run alone at the end. Jest
 * knows how long each took from its cache, but a fresh clone has none.
 */
import { createRequire } from 'node:module';
import { relative, sep } from 'node:path';
import { root } from '../../scripts/lib/project.mjs';

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Ten seconds and more on two cores, the longest first. */
const LONG = [
  'test/browser/accessible',
  'test/browser/pittsburg-by-clicking',
  'test/processes/the-demo',
  'test/faults/dropped-queue',
  'test/processes/story-over-four-processes',
  'test/identity/another-department',
  'test/faults/intake-under-kills',
  'test/faults/import-under-kills',
  'test/faults/relay-twice',
  'test/platform/embedded-postgres',
  'test/identity/ways-in',
  'test/browser/without-javascript',
  'test/processes/first-start',
  'test/referrals/in-any-order',
  'test/rewards/balances-of-the-ledger',
  'test/rewards/discounts-and-subsidies',
  'test/referrals/terms-of-the-past',
  'test/referrals/a-link-at-branch',
  'test/house/routes',
  'test/audit/a-trail-that-tells',
  'test/scenario/pittsburg',
];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ path }) {
  const name = relative(root, path).split(sep).join('/').replace('.spec.ts', '');
  const place = LONG.indexOf(name);
  return place < 0 ? LONG.length : place;
}
