/** `npm start`: installs and builds what is missing, then serves. */
import { ensureBuilt, ensureInstalled } from './lib/ensure.mjs';
import { giveUp } from './lib/project.mjs';
import { becomeProgram } from './lib/run.mjs';

try {
  await ensureInstalled();
  await ensureBuilt();
} catch (error) {
  giveUp(error.message);
}
await becomeProgram('main.js', process.argv.slice(2));
