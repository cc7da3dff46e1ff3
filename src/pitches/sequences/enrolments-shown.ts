import type { OfficeHours } from '../../organisation/organisation.queries.js';
import { STOP_WORDS, WAIT_WORDS } from './enrolment-life.js';
import { plannedTimes } from './enrolment-plan.js';
import type { EnrolmentRow } from './sequences.queries.js';

/** Enrolments as pages show them: every step with what became of it, or when it goes out if nothing gets in between. */
export function enrolmentsShown(rows: readonly EnrolmentRow[], office: OfficeHours) {
  return rows.map((row) => {
    const { steps, nextStep, nextAt, timeZone, stopReason, waitsFor, state } = row;
    const times = nextAt ? plannedTimes(steps, nextStep, { at: nextAt }, office, timeZone) : [];
    return {
      ...row,
      reason: stopReason ? STOP_WORDS[stopReason] : null,
      waits: waitsFor ? WAIT_WORDS[waitsFor] : null,
      endedAt: row.endedAt?.toISOString() ?? null,
      canPause: state === 'running',
      canResume: state === 'paused',
      canStop: state === 'running' || state === 'paused',
      mails: steps.map(({ templateName }, index) => {
        const sent = row.sent.find(({ step }) => step === index + 1);
        const planned = times.find(({ step }) => step === index + 1);
        return { step: index + 1, templateName, sent: sent ?? null, at: planned?.at.toISOString() ?? null };
      }),
    };
  });
}
