import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** By then a server has read its pages and run its first scheduled work. */
const SETTLED_MS = 5_000;

/**
 * Lets go, once, of what starting left behind: a sixth of an idle server's memory, which Node would keep until it next runs out of
 * room. It takes some fifty milliseconds, at a moment when hardly anybody has come yet; a process that ends earlier skips it.
 */
export function tidyHeapSoon(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
  }, SETTLED_MS).unref();
}
