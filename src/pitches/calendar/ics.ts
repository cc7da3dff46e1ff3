/** One all-day entry of a calendar. Days are `YYYY-MM-DD`, instants UTC. */
export interface IcsEntry {
  /** The same for ever, so that a calendar changes its entry instead of adding another. */
  uid: string;
  day: string;
  summary: string;
  description?: string | null;
  url?: string | null;
  /** How often it has changed. */
  sequence: number;
  createdAt: Date;
  changedAt: Date;
}

export interface IcsCalendar {
  name: string;
  entries: IcsEntry[];
}

const LINE_OCTETS = 75;

/**
 * A calendar after RFC 5545, of all-day events that take no time (TRANSPARENT): feeds of VTODO are passed over by most
 * calendars. Every line ends in CRLF and is folded at 75 octets, never within a character. The same entries give the
 * same bytes, so an entity tag over them tells a change.
 */
export function toIcs({ name, entries }: IcsCalendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Liaison//Tasks//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...entries.flatMap(event),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function event(entry: IcsEntry): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${text(entry.uid)}`,
    // A feed has no METHOD, so the stamp is the last change (RFC 5545, 3.8.7.2), and does not move with each reading.
    `DTSTAMP:${instant(entry.changedAt)}`,
    `CREATED:${instant(entry.createdAt)}`,
    `LAST-MODIFIED:${instant(entry.changedAt)}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTART;VALUE=DATE:${entry.day.replaceAll('-', '')}`,
    `SUMMARY:${text(entry.summary)}`,
    ...(entry.description ? [`DESCRIPTION:${text(entry.description)}`] : []),
    ...(entry.url ? [`URL:${entry.url.replace(/[\p{Cc}]/gu, '')}`] : []),
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** TEXT (RFC 5545, 3.3.11): backslash, semicolon, comma and line ends are escaped, other control characters left out. */
export function text(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n');
}

/** Content lines longer than 75 octets go on after CRLF and a space, which counts toward the next line. */
export function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

function instant(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, '');
}
