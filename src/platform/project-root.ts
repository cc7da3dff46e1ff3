import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

/** The project's folder: the nearest one above this file that holds package.json (the same from src/ and dist/). */
export function projectRoot(): string {
  if (root) return root;
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const up = path.dirname(folder);
    if (up === folder) throw new Error('The project folder (package.json) was not found above the program.');
    folder = up;
  }
  root = folder;
  return folder;
}

/** A file of the build by its path in dist/: the programs stand somewhere else than what they were made of. */
export function builtFile(...names: string[]): string {
  return path.join(projectRoot(), 'dist', ...names);
}
