import type { Tx } from '../platform/database/tx.js';

/**
 * What of a text a step may depend on: that it changes words of locked blocks of what was approved before (`locked`), or what the
 * department is offered (`terms`), or that the vendor's side wrote any of it (`vendor`).
 */
export const TOUCHES = ['locked', 'terms', 'vendor'] as const;
export type Touch = (typeof TOUCHES)[number];

/** When a step is asked: for every text, or only for one that touches what is named. */
export const WHENS = ['always', ...TOUCHES] as const;
export type When = (typeof WHENS)[number];

/** Stands in a step for the text's own department: one of its public information officers decides, nobody of the vendor. */
export const DEPARTMENT_GROUP = 'department';

/** One step of a policy: a group of reviewers, or the department itself, and how many of them have to agree. */
export interface PolicyStep {
  group: string;
  quorum: number;
  /** Steps of one stage are asked at once; a stage opens when the one before it has approved. From 1. */
  stage: number;
  when: When;
  /** After so many business days without a decision the step passes without objection; null: it waits for ever. */
  lapseAfterBusinessDays: number | null;
}

/** How many business days a step may be given before it lapses. */
export const SHORTEST_LAPSE = 1;
export const LONGEST_LAPSE = 60;

export interface Policy {
  kind: string;
  version: number;
  steps: PolicyStep[];
}

/** A step as it is kept; versions from before there were stages are ordered, and ask for every text. Nothing lapses unless it says so. */
export type KeptStep = Pick<PolicyStep, 'group' | 'quorum'> & Partial<PolicyStep>;
type KeptPolicy = Omit<Policy, 'steps'> & { steps: KeptStep[] };

/** The policy in force for a kind of text: its newest version. Throws when a kind has none, which is a broken set-up. */
export async function policyFor(tx: Tx, kind: string): Promise<Policy> {
  const policy = await tx.one<KeptPolicy>(
    'select kind, version, steps from review_policy where kind = $1 order by version desc limit 1',
    [kind],
  );
  if (!policy) throw new Error(`There is no review policy for ${kind}.`);
  return { ...policy, steps: readSteps(policy.steps) };
}

/** The version a round was opened under. */
export async function pinnedPolicy(tx: Tx, kind: string, version: number): Promise<Policy> {
  const policy = await tx.one<KeptPolicy>(
    'select kind, version, steps from review_policy where kind = $1 and version = $2',
    [kind, version],
  );
  if (!policy) throw new Error(`Version ${version} of the review policy for ${kind} is missing.`);
  return { ...policy, steps: readSteps(policy.steps) };
}

/** Steps as they are kept, with what older versions leave unsaid. */
export function readSteps(kept: readonly KeptStep[]): PolicyStep[] {
  return kept.map((step, index) => ({
    stage: index + 1,
    when: 'always',
    ...step,
    lapseAfterBusinessDays: step.lapseAfterBusinessDays ?? null,
  }));
}

/** A step with its number in the policy, from 1; the number names it for good, whichever steps are left out. */
export type NumberedStep = PolicyStep & { step: number };

/** The steps a text has to pass that touches these things. */
export function stepsAsked(steps: readonly PolicyStep[], touches: readonly Touch[]): NumberedStep[] {
  return steps
    .map((step, index) => ({ ...step, step: index + 1 }))
    .filter(({ when }) => when === 'always' || touches.includes(when));
}

/** The steps asked next, once those in `done` have passed: all of the lowest stage in which one is open. */
export function nextSteps(asked: readonly NumberedStep[], done: ReadonlySet<number>): NumberedStep[] {
  const open = asked.filter(({ step }) => !done.has(step));
  const stage = Math.min(...open.map((one) => one.stage));
  return open.filter((one) => one.stage === stage);
}

/**
 * The steps that would be a text's last word though they may lapse: for some text nothing of the last stage asked of it needs
 * somebody's yes. By their numbers.
 */
export function lapsingLastWords(steps: readonly PolicyStep[]): number[] {
  const last = everyTouch().map((touches) => {
    const asked = stepsAsked(steps, touches);
    const stage = Math.max(...asked.map((one) => one.stage));
    return asked.filter((one) => one.stage === stage);
  });
  const lapsing = last.filter((stage) => stage.every((one) => one.lapseAfterBusinessDays !== null));
  return [...new Set(lapsing.flat().map(({ step }) => step))].sort((a, b) => a - b);
}

/** Every set of things a text may touch. */
function everyTouch(): Touch[][] {
  return TOUCHES.reduce<Touch[][]>((sets, touch) => [...sets, ...sets.map((set) => [...set, touch])], [[]]);
}
