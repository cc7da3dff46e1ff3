const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "28 February 2019" of a calendar day, for sentences; null stays null. */
export function dayInWords(day: string | null): string | null {
  if (day === null) return null;
  const [year, month, date] = day.split('-').map(Number);
  return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}

/** "Mar" of "2019-03". */
export function shortMonth(month: string): string {
  return (MONTHS[Number(month.slice(5, 7)) - 1] ?? '').slice(0, 3);
}

/** Every month from one day's to another's, `YYYY-MM`, both included; empty when the second is earlier. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  const end = last.slice(0, 7);
  for (let month = first.slice(0, 7); month <= end; month = nextMonth(month)) months.push(month);
  return months;
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** "the Hallam app" of a product's name; a name that says so itself is left alone. */
export function appInWords(productName: string): string {
  return /\bapp$/i.test(productName) ? productName : `the ${productName} app`;
}
