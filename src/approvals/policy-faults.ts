import type { FieldError } from '../platform/errors.js';
import { DEPARTMENT_GROUP, type PolicyStep } from './review-policy.js';

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
  if (!steps.some(({ when, group }) => when === 'always' && group !== DEPARTMENT_GROUP))
    fault('steps', 'no_step_for_all', 'At least one step of a review group has to be asked of every text.');
  const stages = [...new Set(steps.map(({ stage }) => stage))].sort((a, b) => a - b);
  if (stages.some((stage, index) => stage !== index + 1))
    fault('steps', 'stage_gap', 'Number the stages 1, 2, 3 and leave none out.');
  return faults;
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
