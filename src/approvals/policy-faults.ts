import type { FieldError } from '../platform/errors.js';
import { DEPARTMENT_GROUP, lapsingLastWords, type PolicyStep } from './review-policy.js';

/** More would keep a text from ever coming out. */
export const MOST_STEPS = 8;

/** How many active people may decide for each group; a group that is not here is not known. */
export type PeopleByGroup = ReadonlyMap<string, number>;

/** What keeps these steps from being a policy: each fault with the field it stands in and the way out. */
export function policyFaults(steps: readonly PolicyStep[], people: PeopleByGroup): FieldError[] {
  const faults: FieldError[] = [];
  const fault = (field: string, code: string, message: string): void => {
    faults.push({ field, code, message });
  };
  for (const [index, { group, quorum }] of steps.entries()) {
    const known = people.get(group);
    if (group === DEPARTMENT_GROUP) {
      // Who may decide for it is another question for each department, and is asked when a text is sent in.
      if (quorum !== 1)
        fault(
          `steps.${index}.quorum`,
          'one_for_the_department',
          'One person decides for the department. Ask for 1.',
        );
    } else if (known === undefined) {
      fault(`steps.${index}.group`, 'unknown_group', 'There is no such group. Add it first.');
    } else if (known < quorum) {
      const words = known === 0 ? 'Nobody is' : `Only ${known} ${known === 1 ? 'person is' : 'people are'}`;
      fault(
        `steps.${index}.quorum`,
        'group_too_small',
        `${words} in this group, and ${quorum} would have to agree. Add people to it first.`,
      );
    }
    if (steps.findIndex((one) => one.group === group) !== index)
      fault(
        `steps.${index}.group`,
        'group_twice',
        'This group has a step already. Raise its quorum instead.',
      );
  }
  const forAll = steps.filter(({ when, group }) => when === 'always' && group !== DEPARTMENT_GROUP);
  if (forAll.length === 0)
    fault('steps', 'no_step_for_all', 'At least one step of a review group has to be asked of every text.');
  else faults.push(...lapseFaults(steps, forAll));
  const stages = [...new Set(steps.map(({ stage }) => stage))].sort((a, b) => a - b);
  if (stages.some((stage, index) => stage !== index + 1))
    fault('steps', 'stage_gap', 'Number the stages 1, 2, 3 and leave none out.');
  return faults;
}

/** Whose silence is no yes: a department's, anybody's over locked words or the offer, and everybody's together. */
function lapseFaults(steps: readonly PolicyStep[], forAll: readonly PolicyStep[]): FieldError[] {
  const at = (index: number): string => `steps.${index}.lapseAfterBusinessDays`;
  const faults = steps.flatMap(({ group, when, lapseAfterBusinessDays }, index): FieldError[] => {
    if (lapseAfterBusinessDays === null) return [];
    if (group === DEPARTMENT_GROUP)
      return [
        {
          field: at(index),
          code: 'department_never_lapses',
          message: 'A department’s silence is never its consent. Leave this empty.',
        },
      ];
    if (when === 'locked' || when === 'terms')
      return [
        {
          field: at(index),
          code: 'condition_never_lapses',
          message:
            'What changes a locked block or the offer needs somebody’s yes. Leave this empty, or ask the step of every text.',
        },
      ];
    return [];
  });
  if (faults.length > 0) return faults;
  const last = lapsingLastWords(steps);
  if (last.length > 0)
    return last.map((step) => ({
      field: at(step - 1),
      code: 'last_step_never_lapses',
      message:
        'The last stage asked of a text needs a step that waits for somebody’s yes. Leave this empty, or put the step before or beside one that waits.',
    }));
  if (forAll.every(({ lapseAfterBusinessDays }) => lapseAfterBusinessDays !== null))
    return [
      {
        field: 'steps',
        code: 'silence_alone',
        message:
          'Nothing passes on silence alone: at least one step of a review group that is asked of every text must not lapse.',
      },
    ];
  return [];
}

/** What is allowed but may come to bite: a group no larger than its quorum stands still when one person is away, or wrote the text. */
export function policyWarnings(steps: readonly PolicyStep[], people: PeopleByGroup): string[] {
  return steps
    .filter(({ group, quorum }) => people.get(group) === quorum)
    .map(
      ({ group, quorum }) =>
        `${group} has ${quorum === 1 ? 'one person' : `${quorum} people`}, just as many as have to agree: when one is away, or wrote the text, it waits.`,
    );
}
