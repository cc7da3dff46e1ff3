import { BOARD_STAGES, closes, type Stage, STAGES } from '../pitch-life.js';

/** The day a list gives for entering a stage, where it gives one. */
export type StageDays = Partial<Record<Stage, string>>;

export interface Stay {
  stage: Stage;
  occurredOn: string;
  leftOn: string | null;
}

/**
 * The stays of a pitch that came from elsewhere. It begins as a prospect on its first day; every dated stage follows in the order
 * of the days (stages of one day in the order of the pipeline), and the stage it is in now stands last. No stay ends before it begins.
 * `on` is the day to take where the list says nothing.
 */
export function importedHistory(stage: Stage, days: StageDays, on: string): Stay[] {
  const dated = STAGES.filter((each) => days[each] !== undefined)
    .map((each) => ({ stage: each, on: days[each] as string }))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const first = dated[0]?.on ?? on;
  const last = dated.at(-1)?.on ?? on;
  const steps = [
    { stage: 'prospect' as Stage, on: first },
    ...dated.filter((step) => step.stage !== 'prospect' && step.stage !== stage),
  ];
  // A stage without a day of its own was entered when the last thing we know of happened.
  if (stage !== 'prospect') steps.push({ stage, on: max(days[stage] ?? last, steps.at(-1)?.on ?? first) });
  else if (steps.length > 1) steps.push({ stage, on: last });
  return steps.map((step, index) => ({
    stage: step.stage,
    occurredOn: step.on,
    leftOn: steps[index + 1]?.on ?? null,
  }));
}

/** The stage a pitch is in when a list only dates its stages: the one entered last. */
export function stageOf(days: StageDays): Stage | null {
  let found: Stage | null = null;
  for (const stage of STAGES) {
    if (days[stage] !== undefined && (found === null || (days[stage] ?? '') >= (days[found] ?? '')))
      found = stage;
  }
  return found;
}

/** Whether a pitch in this stage is over: a green light stays open until its partnership is signed. */
export function isOver(stage: Stage): boolean {
  return closes(stage);
}

/** Words other systems use for stages, by our normal form of a name. */
const STAGE_WORDS: [RegExp, Stage][] = [
  [/^(closed )?lost$|^closedlost$|^declined$|^rejected$|^disqualified$/, 'declined'],
  [/^(closed )?won$|^closedwon$|^green ?lit$|^green ?light$|^signed$|^customer$|^active$/, 'green_lit'],
  [/dormant|on hold|nurtur|stalled|paused|^cold$/, 'dormant'],
  [/legal|contract ?sent|contract|council|procurement/, 'legal_review'],
  [/discuss|negotiat|decision|demo|presentation|evaluat/, 'in_discussion'],
  [/pitch|propos|quote|offer/, 'pitched'],
  [/contact|qualif|appointment|reached|meeting/, 'contacted'],
  [/prospect|^new$|lead|open|idea|identified|backlog|screening/, 'prospect'],
];

/** Our stage for a word of ours or of another system; null for one nobody can be sure of. */
export function stageOfWord(text: string): Stage | null {
  const word = text
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();
  if (word === '') return null;
  const own = STAGES.find((stage) => stage.replaceAll('_', ' ') === word);
  return own ?? STAGE_WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

/** How far along a stage is; a list never takes a pitch back. */
export function isFurther(to: Stage, from: Stage): boolean {
  if (closes(from)) return false;
  return closes(to) || BOARD_STAGES.indexOf(to) > BOARD_STAGES.indexOf(from);
}

function max(a: string, b: string): string {
  return a > b ? a : b;
}
