/** States of a contact's way through a sequence. */
export const ENROLMENT_STATES = ['running', 'paused', 'stopped', 'done'] as const;
export type EnrolmentState = (typeof ENROLMENT_STATES)[number];
export type EnrolmentAct = 'send' | 'pause' | 'resume' | 'stop' | 'finish';

/** Why a sequence ended before its last mail. */
export const STOP_REASONS = [
  'answered',
  'moved',
  'closed',
  'contact_ended',
  'suppressed',
  'by_rep',
  'by_department',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

export const STOP_WORDS: Record<StopReason, string> = {
  answered: 'the department answered',
  moved: 'the pitch moved to another stage',
  closed: 'the pitch closed',
  contact_ended: 'the contact left, or has no address any more',
  suppressed: 'the address gets no more mail of this kind',
  by_rep: 'stopped by a rep',
  by_department: 'stopped by the department',
};

/** What a sequence waits for, beyond its time. */
export type WaitCause = 'mail_not_sent' | 'mail_incomplete';
export const WAIT_WORDS: Record<WaitCause, string> = {
  mail_not_sent: 'The mail before has not left yet; the next one waits for it.',
  mail_incomplete:
    'The next mail is not complete: a fact it names is missing. Complete the record, then go on.',
};

/** Every allowed step; an end is an end. */
export const ENROLMENT_LIFE: Readonly<Record<EnrolmentState, Partial<Record<EnrolmentAct, EnrolmentState>>>> =
  {
    running: { send: 'running', pause: 'paused', stop: 'stopped', finish: 'done' },
    paused: { resume: 'running', stop: 'stopped' },
    stopped: {},
    done: {},
  };

/** Where an act leads from a state, or null when it is not allowed there. */
export function afterAct(from: EnrolmentState, act: EnrolmentAct): EnrolmentState | null {
  return ENROLMENT_LIFE[from][act] ?? null;
}

/** Checked at boot: every target has a row, every state is reached from `running` and leads to an end. Throws an Error. */
export function checkEnrolmentLife(
  life: Readonly<Record<string, Readonly<Record<string, string>>>> = ENROLMENT_LIFE,
): void {
  const reached = new Set(['running']);
  for (const state of reached) {
    const steps = life[state];
    if (!steps) throw new Error(`The life of an enrolment names a state without a row: ${state}.`);
    Object.values(steps).forEach((to) => reached.add(to));
  }
  const lost = Object.keys(life).filter((state) => !reached.has(state));
  if (lost.length > 0)
    throw new Error(`The life of an enrolment has states nothing leads to: ${lost.join(', ')}.`);
  for (const [state, steps] of Object.entries(life)) {
    const ways = Object.values(steps).filter((to) => to !== state);
    const ends = Object.keys(steps).length === 0;
    if (!ends && !ways.some((to) => Object.keys(life[to] ?? {}).length === 0))
      throw new Error(`The life of an enrolment has no end after ${state}.`);
  }
}
