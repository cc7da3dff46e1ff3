/** Where the project is, and how scripts speak: always to stderr, so that a command's own output stays clean. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const inProject = (...parts) => join(root, ...parts);

export function note(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends the script with one plain sentence instead of a stack trace. */
export function giveUp(text, code = 1) {
  note(text);
  process.exit(code);
}
