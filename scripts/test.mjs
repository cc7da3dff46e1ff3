/**
 * `npm test`: all specs, or those whose path matches the arguments. The very last line says how many passed and failed, and nothing else.
 * Further arguments go to Jest.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled } from './lib/ensure.mjs';
import { inProject, note, root } from './lib/project.mjs';
import { warnOfStaleFigures } from './lib/stale-figures.mjs';

const folder = mkdtempSync(join(tmpdir(), 'liaison-report-'));
const report = join(folder, 'report.json');
let counts;
let code = 1;
try {
  await ensureInstalled();
  await ensureBuilt();
  warnOfStaleFigures();
  code = await jest([`--outputFile=${report}`, ...process.argv.slice(2)]);
  counts = count(JSON.parse(readFileSync(report, 'utf8')));
} catch (error) {
  note(error.code === 'ENOENT' ? 'Jest ended without a report.' : (error.message ?? String(error)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const { passed, failed, skipped } = counts ?? { passed: 0, failed: 1, skipped: 0 };
process.exitCode = code || (failed > 0 ? 1 : 0);
// The closing line stands alone and always reads the same: programs count by it.
process.stdout.write(`${skipped > 0 ? `\n${skipped} skipped` : ''}\n${passed} passed, ${failed} failed\n`);

function jest(args) {
  const child = spawn(
    process.execPath,
    [
      // A spec boots and forgets whole applications; with little room for the young a tenth of the time is spent sorting them.
      '--max-semi-space-size=64',
      inProject('node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      // Twice the cores of a small machine: some specs mostly wait, for processes they killed or for a browser.
      ...(args.some((arg) => arg.startsWith('--maxWorkers')) ? [] : ['--maxWorkers=4']),
      '--workerIdleMemoryLimit=1500MB',
      '--passWithNoTests',
      ...args,
    ],
    {
      cwd: root,
      // Jest reports on stderr; stdout is kept for the one line that counts.
      stdio: ['ignore', 2, 2],
    },
  );
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
}

/** A file that could not even be loaded counts as one failure. */
function count(result) {
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}
