import { nextSteps, type PolicyStep, readSteps, stepsAsked } from './review-policy.js';

const step = (group: string, stage: number, when: PolicyStep['when'] = 'always'): PolicyStep => ({
  group,
  quorum: 1,
  stage,
  when,
  lapseAfterBusinessDays: null,
});
const groups = (steps: { group: string }[]) => steps.map(({ group }) => group);

describe('a review policy', () => {
  const steps = [
    step('communications', 1),
    step('brand', 1),
    step('legal', 2, 'terms'),
    step('records', 2, 'locked'),
  ];

  it('reads versions from before stages as ordered steps asked of every text', () => {
    expect(
      readSteps([
        { group: 'communications', quorum: 1 },
        { group: 'legal', quorum: 2 },
      ]),
    ).toEqual([step('communications', 1), { ...step('legal', 2), quorum: 2 }]);
    expect(readSteps([{ group: 'legal', quorum: 1, lapseAfterBusinessDays: 5 }])).toEqual([
      { ...step('legal', 1), lapseAfterBusinessDays: 5 },
    ]);
  });

  it('asks a step that is bound to a touch only of a text that touches it', () => {
    expect(groups(stepsAsked(steps, []))).toEqual(['communications', 'brand']);
    expect(groups(stepsAsked(steps, ['terms']))).toEqual(['communications', 'brand', 'legal']);
    expect(stepsAsked(steps, ['locked']).map((one) => one.step)).toEqual([1, 2, 4]);
  });

  it('asks the department’s own step of texts the vendor’s side wrote any of', () => {
    const twoWay = [step('legal', 1), step('department', 2, 'vendor')];
    expect(groups(stepsAsked(twoWay, ['locked', 'terms']))).toEqual(['legal']);
    expect(groups(stepsAsked(twoWay, ['vendor']))).toEqual(['legal', 'department']);
  });

  it('asks the steps of one stage together, and the next stage when all of it has approved', () => {
    const asked = stepsAsked(steps, ['locked', 'terms']);
    expect(groups(nextSteps(asked, new Set()))).toEqual(['communications', 'brand']);
    expect(groups(nextSteps(asked, new Set([1])))).toEqual(['brand']);
    expect(groups(nextSteps(asked, new Set([1, 2])))).toEqual(['legal', 'records']);
    expect(nextSteps(asked, new Set([1, 2, 3, 4]))).toEqual([]);
  });
});
