import canonicalize from 'canonicalize';

/**
 * The one JSON text of a value (RFC 8785): keys sorted, no space, numbers as ECMAScript writes them. Throws
 * TypeError for what JSON cannot carry (undefined at the top, functions, NaN, lone surrogates).
 */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError('this value has no JSON form');
  return json;
}
