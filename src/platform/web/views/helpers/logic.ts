/** Handlebars hands every helper its options object last; these helpers never need it. */
const args = (values: unknown[]): unknown[] => values.slice(0, -1);

const truthy = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

/** Comparisons and small joins, for use inside `{{#if (…)}}`. */
export const logicHelpers = {
  eq: (a: unknown, b: unknown): boolean => a === b,
  ne: (a: unknown, b: unknown): boolean => a !== b,
  gt: (a: number, b: number): boolean => a > b,
  lt: (a: number, b: number): boolean => a < b,
  and: (...values: unknown[]): boolean => args(values).every(truthy),
  or: (...values: unknown[]): unknown => args(values).find(truthy) ?? false,
  not: (value: unknown): boolean => !truthy(value),
  /** True when `list` holds `value`. */
  includes: (list: unknown, value: unknown): boolean => Array.isArray(list) && list.includes(value),
  concat: (...values: unknown[]): string =>
    args(values)
      .filter((value) => value !== null && value !== undefined)
      .join(''),
  /** "a, b and c" of a list of words. */
  sentence: (list: unknown): string => {
    const words = Array.isArray(list) ? list.map(String) : [];
    return words.length < 2
      ? (words[0] ?? '')
      : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
  },
  /** 1-based position of an `@index`. */
  nth: (index: number): number => index + 1,
};
