import { pathToFileURL } from 'node:url';

/**
 * The exports of an ES module, by its path. The bundle takes this from what starts it, because a script that comes with its
 * compiled code cannot import: see scripts/lib/bundle-server.mjs.
 */
export function importFile<T>(file: string): Promise<T> {
  return import(pathToFileURL(file).href) as Promise<T>;
}
