import { decide, reasonInWords, reasonToSkip, SKIP_REASONS } from './decide.js';
import type { Circumstances, SkipReason } from './decide.js';

const onTime: Circumstances = {
  now: new Date('2019-05-22T15:00:00Z'),
  dueAt: new Date('2019-05-22T15:00:00Z'),
  dueOn: '2019-05-22',
  active: true,
  pauseUntil: null,
  ended: false,
  posted: false,
  hasRecipient: true,
  quietUntil: null,
  byHand: false,
};

describe('a reminder whose hour has come', () => {
  it.each<[string, Partial<Circumstances>, SkipReason | null]>([
    ['is sent on time', {}, null],
    ['is sent 72 hours late', { now: new Date('2019-05-25T15:00:00Z') }, null],
    ['is skipped a moment later', { now: new Date('2019-05-25T15:00:00.001Z') }, 'late'],
    ['is skipped while paused', { pauseUntil: '2019-06-01' }, 'paused'],
    ['is sent on the day the pause ends', { pauseUntil: '2019-05-22' }, null],
    ['is skipped when stopped', { active: false }, 'stopped'],
    ['is skipped after a post that month', { posted: true }, 'posted'],
    ['is skipped after the end', { ended: true, posted: true }, 'ended'],
    ['is skipped with nobody to write to', { hasRecipient: false }, 'no_recipient'],
  ])('%s', (_, change, reason) => {
    expect(reasonToSkip({ ...onTime, ...change })).toBe(reason);
  });

  it.each<[Partial<Circumstances>, SkipReason | null]>([
    [{ now: new Date('2019-06-20T15:00:00Z') }, null],
    [{ pauseUntil: '2019-07-01', posted: true, active: false }, null],
    [{ ended: true }, 'ended'],
    [{ hasRecipient: false }, 'no_recipient'],
  ])('sent by a person under %j: %s', (change, reason) => {
    expect(reasonToSkip({ ...onTime, ...change, byHand: true })).toBe(reason);
  });

  it('waits for the quiet hours to end, unless it is skipped or a person sends it', () => {
    const quietUntil = new Date('2019-05-23T12:00:00Z');
    expect(decide({ ...onTime, quietUntil })).toEqual({ waitUntil: quietUntil });
    expect(decide({ ...onTime, quietUntil, byHand: true })).toEqual({ send: true });
    expect(decide({ ...onTime, quietUntil, posted: true })).toEqual({ skip: 'posted' });
    expect(decide(onTime)).toEqual({ send: true });
  });

  it('has words for every reason', () => {
    for (const reason of SKIP_REASONS) expect(reasonInWords(reason)).not.toBe(reason);
    expect(reasonInWords(null)).toBeNull();
  });
});
