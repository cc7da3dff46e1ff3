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
