import { OUTGOING, OUTGOING_TYPES } from './event-types.js';
import { messageBody } from './message-body.js';

const event = (type: string, payload: unknown) => ({
  id: '01890000-0000-7000-8000-000000000001',
  type,
  recordedAt: new Date('2019-02-28T15:00:00Z'),
  payload,
});

describe('the body of a message', () => {
  it('tells type, time and the facts of its kind, and nothing else the event carries', () => {
    const ended = event('partnership.ended', {
      partnershipId: 'p',
      departmentId: 'd',
      endedOn: '2019-02-27',
      was: null,
      reason: 'The chief, chief@town.example, is unhappy',
    });
    expect(JSON.parse(messageBody({ ...ended, occurredOn: '2019-02-27' }))).toEqual({
      type: 'partnership.ended',
      timestamp: '2019-02-28T15:00:00.000Z',
      data: {
        eventId: ended.id,
        occurredOn: '2019-02-27',
        partnershipId: 'p',
        departmentId: 'd',
        endedOn: '2019-02-27',
        was: null,
      },
    });
  });

  it('lets out neither objects nor long text, whatever stands in the event', () => {
    const moved = event('pitch.moved', {
      pitchId: { nested: true },
      departmentId: ['d'],
      from: 'x'.repeat(900),
    });
    expect(JSON.parse(messageBody(moved)).data).toEqual({ eventId: moved.id, from: 'x'.repeat(200) });
  });

  it('stays below 20 KB for every kind', () => {
    for (const type of OUTGOING_TYPES) {
      const payload = Object.fromEntries(OUTGOING[type]!.facts.map((name) => [name, '✓'.repeat(5_000)]));
      expect(Buffer.byteLength(messageBody(event(type, payload)))).toBeLessThan(20_480);
    }
  });

  it('is never about a person’s words or address', () => {
    const facts = OUTGOING_TYPES.flatMap((type) => OUTGOING[type]!.facts);
    const personal = /note|reason$|title|url|email|address|phone|name|summary/i;
    expect(facts.filter((name) => personal.test(name))).toEqual([]);
  });
});
