/** `npm run build`: dist/src, dist/migrations and dist/public. `--force` builds everything again. */
import { ensureBuilt, ensureInstalled } from './lib/ensure.mjs';
import { giveUp, note } from './lib/project.mjs';

try {
  await ensureInstalled();
  await ensureBuilt({ force: process.argv.includes('--force') });
  note('dist/ is up to date.');
} catch (error) {
  giveUp(error.message);
}
