import { readFileSync } from 'node:fs';
import { inProject, note } from './project.mjs';

const FILE = 'templates/social/networks.json';
const STALE_AFTER_DAYS = 180;

/**
 * Networks change what they take without telling: figures nobody has looked at for so long are to be looked at, which is no failure.
 * Said by `npm run check` and by the tests, which the continuous integration runs.
 */
export function warnOfStaleFigures() {
  const { checkedOn } = JSON.parse(readFileSync(inProject(FILE), 'utf8'));
  const days = Math.floor((Date.now() - Date.parse(checkedOn)) / 86_400_000);
  if (days > STALE_AFTER_DAYS)
    note(
      `WARNING ${FILE} was compared with its sources ${days} days ago. Compare it again and set checkedOn.`,
    );
}
