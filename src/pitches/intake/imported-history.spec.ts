import fc from 'fast-check';
import { STAGES } from '../pitch-life.js';
import { importedHistory, isFurther, stageOf, stageOfWord } from './imported-history.js';

const TODAY = '2019-03-01';

describe('the history of a pitch from elsewhere', () => {
  it.each([
    ['nothing dated', 'prospect', {}, ['prospect 2019-03-01']],
    ['only the stage', 'pitched', {}, ['prospect 2019-03-01', 'pitched 2019-03-01']],
    [
      'every step',
      'pitched',
      { prospect: '2019-01-01', contacted: '2019-01-05', pitched: '2019-02-01' },
      ['prospect 2019-01-01', 'contacted 2019-01-05', 'pitched 2019-02-01'],
    ],
    [
      'steps in another order, and a first one before the opening',
      'contacted',
      { prospect: '2019-01-10', contacted: '2019-01-05' },
      ['prospect 2019-01-05', 'contacted 2019-01-05'],
    ],
    [
      'only the end',
      'green_lit',
      { green_lit: '2018-03-22' },
      ['prospect 2018-03-22', 'green_lit 2018-03-22'],
    ],
    [
      'where it is now without a day',
      'legal_review',
      { prospect: '2019-01-01', contacted: '2019-01-05' },
      ['prospect 2019-01-01', 'contacted 2019-01-05', 'legal_review 2019-01-05'],
    ],
    [
      'one that went back to the beginning',
      'prospect',
      { prospect: '2019-01-01', contacted: '2019-01-05' },
      ['prospect 2019-01-01', 'contacted 2019-01-05', 'prospect 2019-01-05'],
    ],
  ] as const)('%s', (_what, stage, days, stays) => {
    expect(importedHistory(stage, days, TODAY).map((stay) => `${stay.stage} ${stay.occurredOn}`)).toEqual(
      stays,
    );
  });

  it('always begins as a prospect, ends where the pitch is, and never runs backwards', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((number) => `2019-02-${String(number).padStart(2, '0')}`);
    const days = fc.dictionary(fc.constantFrom(...STAGES), day);
    fc.assert(
      fc.property(fc.constantFrom(...STAGES), days, (stage, given) => {
        const stays = importedHistory(stage, given, TODAY);
        expect(stays[0]?.stage).toBe('prospect');
        expect(stays.at(-1)).toMatchObject({ stage, leftOn: null });
        for (const [index, stay] of stays.slice(0, -1).entries()) {
          expect(stay.leftOn).toBe(stays[index + 1]?.occurredOn);
          expect((stay.leftOn ?? '') >= stay.occurredOn).toBe(true);
        }
      }),
    );
  });
});

describe('stages of other systems', () => {
  it.each([
    ['Legal review', 'legal_review'],
    ['in_discussion', 'in_discussion'],
    ['closedwon', 'green_lit'],
    ['Closed Won', 'green_lit'],
    ['Closed lost', 'declined'],
    ['appointmentscheduled', 'contacted'],
    ['Qualified', 'contacted'],
    ['Proposal sent', 'pitched'],
    ['Negotiations started', 'in_discussion'],
    ['Contract sent', 'legal_review'],
    ['New', 'prospect'],
    ['On hold', 'dormant'],
    ['Purple', null],
    ['', null],
  ])('%s is %s', (word, stage) => {
    expect(stageOfWord(word)).toBe(stage);
  });

  it('are the last dated one when only days are given', () => {
    expect(stageOf({ prospect: '2019-01-01', pitched: '2019-02-01' })).toBe('pitched');
    expect(stageOf({})).toBeNull();
  });

  it('never take a pitch back', () => {
    expect(isFurther('pitched', 'contacted')).toBe(true);
    expect(isFurther('contacted', 'pitched')).toBe(false);
    expect(isFurther('declined', 'green_lit')).toBe(true);
    expect(isFurther('pitched', 'declined')).toBe(false);
  });
});
