const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat('en-US', { minimumFractionDigits: 0, maximumFractionDigits: 0 });
const dollarsAndCents = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

const ORDINALS = [
  'zeroth', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth',
  'eleventh', 'twelfth', 'thirteenth', 'fourteenth', 'fifteenth', 'sixteenth', 'seventeenth', 'eighteenth',
  'nineteenth', 'twentieth',
]; // prettier-ignore

/** Whole number with thousands separators and a true minus; an absent value is an en dash. */
export function formatNumber(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  return whole.format(Number(value)).replace('-', '−');
}

/** Cents as dollars; cents are shown only when there are any. */
export function formatMoney(cents: unknown): string {
  if (cents === null || cents === undefined || cents === '') return '–';
  const amount = Number(cents);
  const size = Math.abs(amount) / 100;
  const text = Number.isInteger(size) ? dollars.format(size) : dollarsAndCents.format(size);
  return `${amount < 0 ? '−' : ''}$${text}`;
}

/** Cents as dollars and cents, for amounts of a column that are no round ones; an absent value is an en dash. */
export function formatPrice(cents: unknown): string {
  if (cents === null || cents === undefined || cents === '') return '–';
  const amount = Number(cents);
  return `${amount < 0 ? '−' : ''}$${dollarsAndCents.format(Math.abs(amount) / 100)}`;
}

/** A number with one decimal; an absent value is an en dash. */
export function formatTenths(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  return tenths.format(Number(value)).replace('-', '−');
}

/** "3 devices", "1 device", "1,204 devices". */
export function countOf(value: unknown, one: string, many: string): string {
  const amount = Number(value ?? 0);
  return `${formatNumber(amount)} ${Math.abs(amount) === 1 ? one : many}`;
}

/** "third" up to twenty, "21st" past it. */
export function ordinalWord(value: number): string {
  const word = ORDINALS[value];
  if (word) return word;
  const tail = value % 100 >= 11 && value % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${formatNumber(value)}${tail}`;
}

export const numberHelpers = {
  num: (value: unknown): string => formatNumber(value),
  tenths: (value: unknown): string => formatTenths(value),
  money: (cents: unknown): string => formatMoney(cents),
  price: (cents: unknown): string => formatPrice(cents),
  plural: (value: unknown, one: string, many: string): string => countOf(value, one, many),
  /** Only the word that fits the number. */
  pluralWord: (value: unknown, one: string, many: string): string => (Number(value) === 1 ? one : many),
  ordinalWord: (value: unknown): string => ordinalWord(Number(value)),
  percent: (part: unknown, whole_: unknown): string =>
    Number(whole_) > 0 ? `${Math.round((100 * Number(part)) / Number(whole_))} %` : '–',
  plus: (a: unknown, b: unknown): number => Number(a) + Number(b),
  minus: (a: unknown, b: unknown): number => Number(a) - Number(b),
};
