import { policyFaults, policyWarnings } from './policy-faults.js';
import type { PolicyStep } from './review-policy.js';

const step = (group: string, stage: number, quorum = 1, when: PolicyStep['when'] = 'always'): PolicyStep => ({
  group,
  quorum,
  stage,
  when,
  lapseAfterBusinessDays: null,
});
const lapsing = (...given: Parameters<typeof step>): PolicyStep => ({
  ...step(...given),
  lapseAfterBusinessDays: 5,
});
const people = new Map([
  ['communications', 2],
  ['legal', 1],
  ['brand', 0],
]);
const codes = (steps: PolicyStep[]) => policyFaults(steps, people).map(({ field, code }) => [field, code]);

describe('the checks of a policy', () => {
  it('find nothing in ordered or parallel steps of groups with enough people', () => {
    expect(codes([step('communications', 1, 2), step('legal', 2)])).toEqual([]);
    expect(codes([step('communications', 1), step('legal', 1, 1, 'terms')])).toEqual([]);
  });

  it('refuse groups that are unknown, empty, too small or named twice', () => {
    expect(codes([step('nobody', 1), step('brand', 2), step('legal', 3, 2), step('legal', 4)])).toEqual([
      ['steps.0.group', 'unknown_group'],
      ['steps.1.quorum', 'group_too_small'],
      ['steps.2.quorum', 'group_too_small'],
      ['steps.3.group', 'group_twice'],
    ]);
  });

  it('refuse stages with a gap, and a policy that would let some texts pass unread', () => {
    expect(codes([step('communications', 1), step('legal', 3)])).toEqual([['steps', 'stage_gap']]);
    expect(codes([step('legal', 1, 1, 'terms')])).toEqual([['steps', 'no_step_for_all']]);
  });

  it('take the department’s own step with one person of it, beside a group that reads every text', () => {
    expect(codes([step('legal', 1), step('department', 2, 1, 'vendor')])).toEqual([]);
    expect(codes([step('legal', 1), step('department', 2, 2, 'vendor')])).toEqual([
      ['steps.1.quorum', 'one_for_the_department'],
    ]);
    expect(codes([step('department', 1), step('legal', 2, 1, 'vendor')])).toEqual([
      ['steps', 'no_step_for_all'],
    ]);
  });

  it('let a step lapse that stands before, or beside, one that waits for somebody’s yes', () => {
    expect(codes([lapsing('legal', 1), step('communications', 2)])).toEqual([]);
    expect(codes([step('communications', 1), lapsing('legal', 1)])).toEqual([]);
    expect(codes([lapsing('legal', 1, 1, 'vendor'), step('communications', 2)])).toEqual([]);
  });

  it('refuse a department’s silence, and anybody’s over locked words or the offer', () => {
    expect(codes([step('communications', 1), lapsing('department', 2, 1, 'vendor')])).toEqual([
      ['steps.1.lapseAfterBusinessDays', 'department_never_lapses'],
    ]);
    for (const when of ['locked', 'terms'] as const)
      expect(codes([lapsing('legal', 1, 1, when), step('communications', 2)])).toEqual([
        ['steps.0.lapseAfterBusinessDays', 'condition_never_lapses'],
      ]);
  });

  it('refuse silence as the last word on a text, whatever that text touches, and silence alone', () => {
    expect(codes([lapsing('communications', 1)])).toEqual([
      ['steps.0.lapseAfterBusinessDays', 'last_step_never_lapses'],
    ]);
    expect(codes([step('communications', 1), lapsing('legal', 2)])).toEqual([
      ['steps.1.lapseAfterBusinessDays', 'last_step_never_lapses'],
    ]);
    // A text that does not change the offer ends with the first stage; so does one the vendor wrote nothing of.
    expect(codes([lapsing('communications', 1), step('legal', 2, 1, 'terms')])).toEqual([
      ['steps.0.lapseAfterBusinessDays', 'last_step_never_lapses'],
    ]);
    expect(codes([step('communications', 1), lapsing('legal', 2, 1, 'vendor')])).toEqual([
      ['steps.1.lapseAfterBusinessDays', 'last_step_never_lapses'],
    ]);
    // Its own department would have read it, and nobody of the vendor.
    expect(codes([lapsing('communications', 1), step('department', 2)])).toEqual([
      ['steps', 'silence_alone'],
    ]);
  });

  it('warn of a group that stands still when one person is away', () => {
    expect(policyWarnings([step('communications', 1), step('legal', 2)], people)).toEqual([
      'legal has one person, just as many as have to agree: when one is away, or wrote the text, it waits.',
    ]);
  });
});
