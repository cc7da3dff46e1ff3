/** How a pitch can end; each ending has its own reasons. */
export type Ending = 'declined' | 'dormant' | 'won';

/**
 * Why pitches end, as codes that reports count; the words beside a code say the rest. A code, once used, keeps its meaning:
 * to retire one, take it out of the choices, not out of this table.
 */
export const CLOSE_REASONS = {
  oversight_body_refused: { label: 'The council or another oversight body said no', endings: ['declined'] },
  legal_objection: { label: 'Their attorney objected', endings: ['declined'] },
  gift_policy: { label: 'Their gift policy does not allow it', endings: ['declined'] },
  privacy_concerns: { label: 'Privacy or community concerns', endings: ['declined'] },
  terms_refused: { label: 'They did not want these terms', endings: ['declined'] },
  other_vendor: { label: 'They work with another vendor', endings: ['declined'] },
  no_interest: { label: 'No interest', endings: ['declined'] },
  no_staff: { label: 'Nobody there to run it', endings: ['declined', 'dormant'] },
  no_answer: { label: 'No answer any more', endings: ['dormant'] },
  change_of_leadership: { label: 'A change of leadership', endings: ['dormant'] },
  waiting_for_council: { label: 'Waiting for the council', endings: ['dormant'] },
  later: { label: 'They want to talk again later', endings: ['dormant'] },
  stopped_by_us: { label: 'We stopped asking', endings: ['dormant'] },
  devices: { label: 'The devices', endings: ['won'] },
  discount: { label: 'The discount for residents', endings: ['won'] },
  neighbours: { label: 'Neighbouring departments', endings: ['won'] },
  residents_asked: { label: 'Residents asked for it', endings: ['won'] },
  champion: { label: 'Someone inside wanted it', endings: ['won'] },
  other: { label: 'Another reason', endings: ['declined', 'dormant', 'won'] },
} as const satisfies Record<string, { label: string; endings: readonly Ending[] }>;

export type CloseReason = keyof typeof CLOSE_REASONS;
export const CLOSE_REASON_CODES = Object.keys(CLOSE_REASONS) as CloseReason[];

/** The reasons of an ending, in the order they are offered. */
export function closeReasons(...endings: Ending[]): { value: CloseReason; label: string }[] {
  return CLOSE_REASON_CODES.filter((code) => {
    const of: readonly Ending[] = CLOSE_REASONS[code].endings;
    return endings.some((ending) => of.includes(ending));
  }).map((value) => ({ value, label: CLOSE_REASONS[value].label }));
}

/** Whether a reason belongs to an ending. */
export function isReasonFor(code: CloseReason, ending: Ending): boolean {
  const endings: readonly Ending[] = CLOSE_REASONS[code].endings;
  return endings.includes(ending);
}

/** A code in words; an unknown one stays as it is. */
export function closeReasonLabel(code: string): string {
  return Object.hasOwn(CLOSE_REASONS, code) ? CLOSE_REASONS[code as CloseReason].label : code;
}
