/** `npm run liaison -- <command>`: the command line. Files named in arguments are looked for where the user called from. */
import { ensureBuilt, ensureInstalled } from './lib/ensure.mjs';
import { giveUp } from './lib/project.mjs';
import { becomeProgram } from './lib/run.mjs';

try {
  await ensureInstalled();
  await ensureBuilt({ parts: ['server'] });
} catch (error) {
  giveUp(error.message);
}
const calledFrom = process.env.npm_lifecycle_event ? process.env.INIT_CWD : undefined;
await becomeProgram('cli.js', process.argv.slice(2), { cwd: calledFrom ?? process.cwd() });
