import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/platform/project-root.js';

const run = promisify(execFile);

describe('the floor plan', () => {
  it('holds: imports go down, through the doors, never in a circle', async () => {
    const cruiser = path.join(
      projectRoot(),
      'node_modules',
      'dependency-cruiser',
      'bin',
      'dependency-cruise.mjs',
    );
    const told = await run(
      process.execPath,
      [cruiser, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
      {
        cwd: projectRoot(),
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    ).catch((error: { stdout?: string; stderr?: string }) => ({
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? '',
    }));
    expect(told.stdout + told.stderr).toMatch(/no dependency violations found/);
  });
});
