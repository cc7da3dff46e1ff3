import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/platform/project-root.js';
import { printedSeed, size } from '../support/size.js';
import type { Seen } from '../templates/fuzzing.js';

const TEMPLATES = size(1_000, 100_000);
const ALONE = size(0, 1) === 1;
const run = promisify(execFile);

describe('templates made by chance', () => {
  it('run no code, read nothing inherited, and stay within 50 ms and 200 KB, in a process that can make no code of strings', async () => {
    const seed = printedSeed('Fuzzed templates');
    const program = path.join(projectRoot(), 'dist', 'test', 'templates', 'fuzzing.js');
    const flag = '--disallow-code-generation-from-strings';
    const { stdout } = await run(process.execPath, [flag, program, String(TEMPLATES), String(seed)]);
    const seen = JSON.parse(stdout) as Seen;
    expect(seen).toMatchObject({ strange: [], codeRun: 0, inheritedReads: 0 });
    // Both kinds come often enough for the rest to mean something.
    expect(Math.min(seen.rendered, seen.refused)).toBeGreaterThan(TEMPLATES / 5);
    // Milliseconds of a processor that three other specs share would say more about them; `npm run faults` has it to itself.
    if (ALONE) expect(seen.slowest).toBeLessThanOrEqual(50);
    expect(seen.largest).toBeLessThanOrEqual(200_000);
  }, 900_000);

  it('and the process it is shown in does refuse to make code of strings', async () => {
    const flag = '--disallow-code-generation-from-strings';
    const made = run(process.execPath, [flag, '-e', 'new Function("return 1")()']);
    await expect(made).rejects.toThrow(/EvalError/);
  });
});
