import { OUTGOING } from './event-types.js';
import type { DisabledBecause } from './webhooks.events.js';
import type { AttemptLine, SubscriptionLine } from './webhooks.queries.js';

const WHY_DISABLED: Record<DisabledBecause, string> = {
  by_hand: 'Disabled by an admin.',
  gone: 'Disabled: the receiver answered 410, it wants no more messages.',
  failing: 'Disabled: nothing was delivered for five days.',
};

const GROUP_WORDS: Record<string, string> = {
  department: 'Departments',
  pitch: 'Pitches',
  partnership: 'Partnerships',
  download: 'Downloads',
  reward: 'Rewards',
  allowance: 'Discounts and subsidies',
  draft: 'Texts',
  reminder: 'Reminders',
};
/** Kinds of event that belong to a group of another name. */
const GROUP_OF: Record<string, string> = {
  review: 'draft',
  review_round: 'draft',
  release: 'draft',
  outreach: 'reminder',
};

/** More kinds than these are counted rather than named. */
const NAMED_KINDS = 4;

/** The kinds of event as tick boxes by what they are about; those in `chosen` are ticked. */
export function typeChoices(chosen: string[] | undefined) {
  const groups = new Map<string, { type: string; says: string; on: boolean }[]>();
  for (const [type, { says }] of Object.entries(OUTGOING)) {
    const subject = type.split('.')[0] ?? '';
    const group = GROUP_OF[subject] ?? subject;
    const entries = groups.get(group) ?? [];
    entries.push({ type, says, on: chosen?.includes(type) ?? false });
    groups.set(group, entries);
  }
  return [...groups].map(([group, entries]) => ({
    title: GROUP_WORDS[group] ?? group,
    anyOn: entries.some(({ on }) => on),
    entries,
  }));
}

/** A subscription with the words of its page. */
export function subscriptionShown(line: SubscriptionLine) {
  const { host, pathname } = new URL(line.url);
  return {
    ...line,
    host,
    place: pathname === '/' ? host : `${host}${pathname}`,
    active: line.state === 'active',
    why: line.disabledBecause && WHY_DISABLED[line.disabledBecause],
    kinds: line.eventTypes.length > NAMED_KINDS ? [] : line.eventTypes.map(wordsOf),
    kindCount: line.eventTypes.length,
  };
}

/** One line of the delivery log. */
export function attemptShown(line: AttemptLine) {
  const { outcome, messageState } = line;
  return {
    ...line,
    says: wordsOf(line.eventType),
    canReplay: outcome !== 'sending',
    nextAttemptAt: messageState === 'waiting' && outcome !== 'sending' ? line.nextAttemptAt : null,
  };
}

function wordsOf(type: string): string {
  return OUTGOING[type]?.says ?? type;
}
