/** The stages of a pitch in their order; the last two close it. */
export const STAGES = [
  'prospect',
  'contacted',
  'pitched',
  'in_discussion',
  'legal_review',
  'green_lit',
  'declined',
  'dormant',
] as const;
export type Stage = (typeof STAGES)[number];

/** What stands on the board, left to right. */
export const BOARD_STAGES = STAGES.slice(0, 6) as Stage[];

const OPEN = ['prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review'] as const;

/**
 * Every allowed step. Open stages may be skipped forward and taken back; the green light comes from legal review only, and can be taken
 * back until the partnership opens (which closes the pitch). A declined or dormant one is reopened into any open stage.
 */
export const STEPS: Readonly<Record<Stage, readonly Stage[]>> = {
  prospect: ['contacted', 'pitched', 'in_discussion', 'legal_review', 'declined', 'dormant'],
  contacted: ['prospect', 'pitched', 'in_discussion', 'legal_review', 'declined', 'dormant'],
  pitched: ['prospect', 'contacted', 'in_discussion', 'legal_review', 'declined', 'dormant'],
  in_discussion: ['prospect', 'contacted', 'pitched', 'legal_review', 'declined', 'dormant'],
  legal_review: ['prospect', 'contacted', 'pitched', 'in_discussion', 'green_lit', 'declined', 'dormant'],
  green_lit: ['prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review', 'declined', 'dormant'],
  declined: [...OPEN],
  dormant: [...OPEN, 'declined'],
};

/** Stages that end the attempt and need a reason. */
export function closes(stage: Stage): boolean {
  return stage === 'declined' || stage === 'dormant';
}

export function canMove(from: Stage, to: Stage): boolean {
  return STEPS[from].includes(to);
}

/** Where a pitch in this stage may go, in the order of the board. */
export function reachable(from: Stage): Stage[] {
  return STAGES.filter((stage) => canMove(from, stage));
}

/** Finds faults of a table of steps; run at start, so that a stage nobody can reach or leave never ships. */
export function faultsOf(steps: Readonly<Record<string, readonly string[]>>): string[] {
  const faults: string[] = [];
  const known = Object.keys(steps);
  for (const stage of STAGES) if (!known.includes(stage)) faults.push(`${stage} has no steps`);
  for (const [from, targets] of Object.entries(steps)) {
    if (targets.length === 0) faults.push(`${from} cannot be left`);
    if (targets.includes(from)) faults.push(`${from} leads to itself`);
    for (const to of targets) if (!known.includes(to)) faults.push(`${from} leads to the unknown ${to}`);
  }
  const reached = new Set<string>(['prospect']);
  for (const stage of reached) for (const to of steps[stage] ?? []) reached.add(to);
  for (const stage of known) if (!reached.has(stage)) faults.push(`${stage} cannot be reached`);
  return faults;
}
