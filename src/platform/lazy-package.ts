import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * A CommonJS package that is read when it is first used: one that few processes need would cost every start time and memory.
 * The answer gives its exports, the same ones each time; it throws as `require` does when the package is missing.
 */
export function lazyPackage<T>(name: string): () => T {
  let loaded: T | undefined;
  return () => (loaded ??= require(name) as T);
}
