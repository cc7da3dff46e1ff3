import fc from 'fast-check';
import { type DownloadEvent, EXTERNAL_ID, PROVIDERS } from './download-event.js';
import { readEvents, writeEvents } from './pushed-events.js';

describe('pushed events that wait', () => {
  it('are read as they were written', () => {
    const event: fc.Arbitrary<DownloadEvent> = fc.record({
      provider: fc.constantFrom(...PROVIDERS),
      externalId: fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => EXTERNAL_ID.test(id)),
      kind: fc.constantFrom('install', 'reinstall', 'open', 'other'),
      alias: fc.option(fc.stringMatching(/^[a-z0-9-]{3,40}$/)),
      os: fc.option(fc.constantFrom('ios', 'android', 'other')),
      existingUser: fc.boolean(),
      testDevice: fc.boolean(),
      occurredAt: fc.date({ min: new Date('2000-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 40 }), (events) => {
        expect(readEvents(writeEvents(events))).toEqual(events);
      }),
    );
  });
});
