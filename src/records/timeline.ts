/** The days of one partnership in proportion, drawn for a width in CSS pixels. Pure: no clock, no zone; all days are YYYY-MM-DD. */
export interface TimelineDays {
  pitchedOn: string | null;
  signedOn: string;
  activeOn: string | null;
  announcedOn: string | null;
  endsOn: string;
  endedOn: string | null;
  today: string;
  undisclosedDays: number | null;
}

interface Mark {
  day: string;
  word: string;
}

const DAY_MS = 86_400_000;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const round = (value: number): number => Math.round(value * 10) / 10;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayWords(day: string, withYear: boolean): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${date} ${MONTHS[(month ?? 1) - 1]}${withYear ? ` ${year}` : ''}`;
}

/** Inter at 12 px, semi-bold, runs to about this many pixels a letter; used only to keep labels apart. */
const LETTER = 6.7;

/** An SVG whose view box is as wide as it is drawn, so its letters keep their size. */
export function drawTimeline(days: TimelineDays, width: number): string {
  const last = days.endedOn ?? (days.endsOn > days.today ? days.endsOn : days.today);
  const first = days.pitchedOn && days.pitchedOn < days.signedOn ? days.pitchedOn : days.signedOn;
  const from = dayNumber(first);
  const span = Math.max(1, dayNumber(last) - from);
  const at = (day: string): number =>
    round(0.5 + (width - 1) * Math.min(1, Math.max(0, (dayNumber(day) - from) / span)));

  const now = days.endedOn ?? days.today;
  const told = days.announcedOn && days.announcedOn <= now ? days.announcedOn : null;
  const shapes: string[] = [];
  if (days.activeOn) {
    const quietTo = told ?? now;
    if (quietTo > days.activeOn)
      shapes.push(box(told || days.endedOn ? 'un' : 'run', at(days.activeOn), at(quietTo)));
    const openFrom = told && told > days.activeOn ? told : days.activeOn;
    if (told && now > openFrom) shapes.push(box('on', at(openFrom), at(now)));
    if (last > now) shapes.push(box('to', at(now > days.activeOn ? now : days.activeOn), width - 0.5));
  }

  const marks: Mark[] = [];
  if (first !== days.signedOn) marks.push({ day: first, word: 'pitched' });
  marks.push({ day: days.signedOn, word: 'signed' });
  if (days.activeOn) marks.push({ day: days.activeOn, word: 'active' });
  if (told) marks.push({ day: told, word: 'announced' });
  marks.push({ day: last, word: days.endedOn ? 'ended' : last === days.endsOn ? 'ends' : 'these figures' });

  const labels = placeLabels(marks, at, width);
  const rows = Math.max(...labels.map((one) => one.row)) + 1;
  const height = 42 + rows * 32;
  const over = aboveLabel(days, told, at, width);
  const figures = figuresLabel(days, over.right, at, width);
  const ticks = labels.map((one) => `M${one.x} 18V${44 + one.row * 32}`).join('');
  const months = monthTicks(first, last)
    .map((day) => `M${at(day)} 31v4`)
    .join('');
  const words = marks.map((mark) => `${mark.word} ${dayWords(mark.day, true)}`).join(', ');
  return (
    `<svg class="line" role="img" aria-label="${words}" width="100%" height="${height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMinYMin">` +
    HATCH +
    shapes.join('') +
    `<path class="tick" d="${months}"/><path d="M0 30.500H${width}"/><path d="${ticks}"/>` +
    over.svg +
    figures +
    labels.map((one) => one.svg).join('') +
    '</svg>'
  );
}

const HATCH =
  '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M1.500 0V7"/></pattern></defs>';

function box(kind: 'un' | 'run' | 'on' | 'to', from: number, to: number): string {
  const fill = kind === 'run' ? ' fill="url(#hatch)"' : ` class="${kind}"`;
  return `<rect${fill} x="${from}" y="18" width="${round(Math.max(1, to - from))}" height="12"/>`;
}

interface Above {
  svg: string;
  right: number;
}

function aboveLabel(
  days: TimelineDays,
  told: string | null,
  at: (day: string) => number,
  width: number,
): Above {
  if (!days.activeOn || !days.undisclosedDays) return { svg: '', right: 0 };
  const text = `${days.undisclosedDays} ${days.undisclosedDays === 1 ? 'day' : 'days'} undisclosed`;
  const middle = (at(days.activeOn) + at(told ?? days.endedOn ?? days.today)) / 2;
  const half = (text.length * LETTER) / 2;
  const x = round(Math.min(width - half, Math.max(half, middle)));
  return { svg: `<text class="w" x="${x}" y="11" text-anchor="middle">${text}</text>`, right: x + half };
}

/** The day of the figures above the bar: left of its end, else right of it; nothing where there is no room. */
function figuresLabel(days: TimelineDays, taken: number, at: (day: string) => number, width: number): string {
  const running =
    !days.endedOn && days.activeOn !== null && days.today > days.activeOn && days.endsOn > days.today;
  if (!running || width <= 500) return '';
  const text = `${dayWords(days.today, false)}, these figures`;
  const wide = text.length * LETTER;
  const x = at(days.today);
  if (x - wide > taken + 8) return `<text x="${round(x - 2)}" y="11" text-anchor="end">${text}</text>`;
  const left = Math.max(x, taken + 10);
  return left + wide < width ? `<text x="${round(left)}" y="11">${text}</text>` : '';
}

interface Label {
  x: number;
  row: number;
  left: number;
  right: number;
  svg: string;
}

/**
 * Puts each label beside its tick, from the right to the left: on its left or a row lower where it would run into a
 * neighbour, so that the ticks step down like stairs and cross no words.
 */
function placeLabels(marks: Mark[], at: (day: string) => number, width: number): Label[] {
  const ticks = marks.map((mark) => at(mark.day));
  return marks.reduceRight<Label[]>(
    (placed, mark, index) => [placeOne(mark, index, marks.length, ticks, placed, width), ...placed],
    [],
  );
}

function placeOne(
  mark: Mark,
  index: number,
  count: number,
  ticks: number[],
  placed: Label[],
  width: number,
): Label {
  const x = ticks[index] as number;
  const full = dayWords(mark.day, index === 0 || index === count - 1);
  const texts = index === 0 ? [full, full.replace(/^\d+ /, '')] : [full];
  for (let row = 0; row <= count; row += 1) {
    for (const date of row === 0 ? texts : [full]) {
      const wide = Math.max(date.length, mark.word.length) * LETTER;
      for (const left of [x, x - wide]) {
        const right = left + wide;
        const inside = left >= -1 && right <= width + 1;
        const free = placed.every((o) => o.row !== row || o.right + 6 <= left || right + 6 <= o.left);
        const clear = ticks.slice(0, index).every((tick) => tick <= left || tick >= right + 2);
        const uncrossed = placed.every((o) => o.row <= row || o.x <= left || o.x >= right + 2);
        const notThrough = placed.every((o) => o.row >= row || x <= o.left || x >= o.right);
        if (inside && free && clear && uncrossed && notThrough)
          return label(mark.word, date, x, left, right, row);
      }
    }
  }
  const wide = Math.max(full.length, mark.word.length) * LETTER;
  const left = Math.max(0, Math.min(x, width - wide));
  return label(mark.word, full, x, left, left + wide, Math.max(0, ...placed.map((o) => o.row)) + 1);
}

function label(word: string, date: string, x: number, left: number, right: number, row: number): Label {
  const toLeft = left < x;
  const y = 54 + row * 32;
  const textX = toLeft ? x : round(x + (row > 0 ? 4 : 0));
  const anchor = toLeft ? ' text-anchor="end"' : '';
  const svg = `<text class="d" x="${textX}" y="${y}"${anchor}>${date}</text><text x="${textX}" y="${y + 14}"${anchor}>${word}</text>`;
  return { x, row, left, right, svg };
}

/** The first of each month between two days, thinned so that at most forty are drawn. */
function monthTicks(first: string, last: string): string[] {
  const out: string[] = [];
  let [year, month] = first.split('-').map(Number) as [number, number];
  for (;;) {
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
    const day = `${year}-${String(month).padStart(2, '0')}-01`;
    if (day >= last) break;
    out.push(day);
  }
  const every = Math.ceil(out.length / 40) || 1;
  return out.filter((_, index) => index % every === 0);
}
