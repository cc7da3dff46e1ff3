import ICAL from 'ical.js';
import { fold, type IcsEntry, toIcs } from './ics.js';

const ENTRY: IcsEntry = {
  uid: '0195f2b0-0000-7000-8000-000000000001',
  day: '2019-03-01',
  summary: 'Call the clerk',
  description: null,
  url: 'https://liaison.example/tasks/1',
  sequence: 2,
  createdAt: new Date('2019-02-20T15:00:00Z'),
  changedAt: new Date('2019-02-21T09:30:00.250Z'),
};

const read = (ics: string) => {
  const calendar = new ICAL.Component(ICAL.parse(ics) as unknown[]);
  return calendar.getAllSubcomponents('vevent').map((event) => ({
    text: (name: string) => event.getFirstPropertyValue(name)?.toString(),
    event: new ICAL.Event(event),
  }));
};

describe('a calendar after RFC 5545', () => {
  it('is read by a parser as it was meant', () => {
    const [first, ...rest] = read(toIcs({ name: 'Tasks', entries: [ENTRY] }));
    expect(rest).toEqual([]);
    expect(first?.event.uid).toBe(ENTRY.uid);
    expect(first?.event.summary).toBe('Call the clerk');
    expect(first?.event.sequence).toBe(2);
    expect(first?.event.startDate.isDate).toBe(true);
    expect(first?.event.startDate.toString()).toBe('2019-03-01');
    expect(first?.text('last-modified')).toBe('2019-02-21T09:30:00Z');
    expect(first?.text('transp')).toBe('TRANSPARENT');
  });

  it('brings back whatever was written into it', () => {
    const words = [
      'Bring 2 forms; ask for Ann, Bo and “Cy”',
      'C:\\new\\folder',
      'one\ntwo\r\nthree\n\nfour',
      'BEGIN:VEVENT\nUID:another',
      'ü'.repeat(200),
      '👮🏽‍♀️ '.repeat(40).trim(),
      'x'.repeat(75),
      'tab\tstays',
      '',
    ];
    for (const summary of words) {
      const [entry, ...rest] = read(
        toIcs({ name: summary, entries: [{ ...ENTRY, summary, description: summary }] }),
      );
      expect(rest).toEqual([]);
      expect(entry?.event.summary).toBe(summary.replace(/\r\n/g, '\n'));
    }
  });

  it('leaves out control characters, which no calendar may carry', () => {
    const [entry] = read(toIcs({ name: 'x', entries: [{ ...ENTRY, summary: 'a\u0000b\u0007c\u007f' }] }));
    expect(entry?.event.summary).toBe('abc');
  });

  it('has no line over 75 octets, no broken character, and CRLF at each end', () => {
    const ics = toIcs({ name: 'Ä'.repeat(90), entries: [{ ...ENTRY, summary: 'é👩‍🚒'.repeat(60) }] });
    expect(ics.endsWith('\r\n')).toBe(true);
    const lines = ics.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(lines.some((line) => line.includes('\n') || line.includes('\uFFFD'))).toBe(false);
    expect(fold('x'.repeat(76))).toBe(`${'x'.repeat(75)}\r\n x`);
  });

  it('gives the same bytes for the same entries', () => {
    expect(toIcs({ name: 'T', entries: [ENTRY] })).toBe(toIcs({ name: 'T', entries: [{ ...ENTRY }] }));
  });
});
