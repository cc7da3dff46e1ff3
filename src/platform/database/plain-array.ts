/**
 * An array parameter of ids, numbers, instants or our own words: values whose text needs no quotes in an array of Postgres, where NULL
 * is null however it is spelled. For thousands of them it is several times cheaper than the driver's own way, which looks into each
 * for what to escape.
 */
export function plainArray(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}
