import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { builtFile } from '../../src/platform/project-root.js';

const SOURCE = `
export const PROGRAMS = {
  async greet() { console.log('greeted by', typeof __importFile); },
  async fail() {
    console.log(new Error('no luck').stack);
  },
};
declare const __importFile: unknown;
`;
const FAILING_LINE = 5;

describe('a program of the bundle', () => {
  let folder: string;
  let bundle: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-program-'));
    bundle = path.join(folder, 'small.cjs');
    writeFileSync(path.join(folder, 'small.ts'), SOURCE);
    await build({
      entryPoints: [path.join(folder, 'small.ts')],
      outfile: bundle,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      sourcemap: 'external',
      minifyWhitespace: true,
      logLevel: 'error',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (program: string, ...flags: string[]): Promise<string> => {
    const runner = pathToFileURL(builtFile('src', 'run-program.js')).href;
    const code = `import { runProgram } from '${runner}'; await runProgram('${program}', ${JSON.stringify(bundle)});`;
    const args = [...flags, '--input-type=module', '-e', code];
    return (await promisify(execFile)(process.execPath, args)).stdout.trim();
  };
  const kept = (): string[] =>
    readdirSync(folder).filter((name) => name.startsWith('small.cjs.') && !name.endsWith('.map'));

  it('keeps its compiled code for the next start, for each set of flags, and makes it anew when it is of no use', async () => {
    expect(kept()).toEqual([]);
    expect(await run('greet')).toBe('greeted by function');
    const [name = '', ...more] = kept();
    expect(more).toEqual([]);
    const file = path.join(folder, name);
    const { mtimeMs, size } = statSync(file);
    expect(size).toBeGreaterThan(100);

    expect(await run('greet')).toBe('greeted by function');
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
    expect(await run('greet', '--max-semi-space-size=8')).toBe('greeted by function');
    expect(kept()).toHaveLength(2);

    writeFileSync(file, 'half a fi');
    expect(await run('greet')).toBe('greeted by function');
    expect(readFileSync(file, 'utf8')).not.toBe('half a fi');
  });

  it('tells in a stack trace where in the source it was', async () => {
    const [head, first] = (await run('fail')).split('\n');
    expect(head).toBe('Error: no luck');
    expect(first).toMatch(new RegExp(`small\\.ts:${FAILING_LINE}:\\d+`));
  });
});
