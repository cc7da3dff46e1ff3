import type { Role } from '../platform/actor.js';

/** How somebody is told: every notice stands on the page; some also come by mail, at once or once a day. */
export type Way = 'page' | 'mail' | 'digest';

export interface NoticeKind {
  /** What is chosen by; stays for ever. */
  kind: string;
  /** "A review waits for you". */
  words: string;
  /** Whom it can concern; nobody else is offered the choice. */
  roles: readonly Role[];
  /** What holds until somebody chooses. */
  usual: Way;
  /** The room it comes from mails about it in any case, so a second mail at once is not offered. */
  mailedAnyway?: true;
}

const DESK: readonly Role[] = ['rep', 'admin'];

/** Everything somebody can be told of, in the order of the page of choices. */
export const NOTICE_KINDS: readonly NoticeKind[] = [
  {
    kind: 'draft.submitted',
    words: 'A text was submitted by the other side',
    roles: [...DESK, 'pio'],
    usual: 'digest',
  },
  {
    kind: 'review.requested',
    words: 'A review waits for you',
    roles: ['reviewer', 'admin', 'pio'],
    usual: 'page',
    mailedAnyway: true,
  },
  {
    kind: 'draft.decided',
    words: 'Your text was approved or rejected',
    roles: [...DESK, 'pio'],
    usual: 'page',
    mailedAnyway: true,
  },
  {
    kind: 'draft.changes_asked',
    words: 'Changes to your text are asked for',
    roles: [...DESK, 'pio'],
    usual: 'page',
    mailedAnyway: true,
  },
  {
    kind: 'review.lapsed',
    words: 'A step passed without objection, since nobody decided it in time',
    roles: ['reviewer', ...DESK, 'pio'],
    usual: 'page',
    mailedAnyway: true,
  },
  {
    kind: 'draft.changes_proposed',
    words: 'A reviewer proposed other words',
    roles: [...DESK, 'pio'],
    usual: 'mail',
  },
  { kind: 'release.published', words: 'A text became public', roles: [...DESK, 'pio'], usual: 'digest' },
  {
    kind: 'release.correction_asked',
    words: 'A correction of a public text is asked for',
    roles: [...DESK, 'pio'],
    usual: 'page',
    mailedAnyway: true,
  },
  {
    kind: 'release.recalled',
    words: 'A public text was recalled',
    roles: [...DESK, 'pio'],
    usual: 'page',
    mailedAnyway: true,
  },
  {
    kind: 'reward.offered',
    words: 'A device is offered to your department',
    roles: ['pio'],
    usual: 'page',
    mailedAnyway: true,
  },
  {
    kind: 'reward.accepted',
    words: 'A department accepted a device',
    roles: ['fulfilment', ...DESK],
    usual: 'page',
    mailedAnyway: true,
  },
  { kind: 'reward.declined', words: 'A department declined a device', roles: DESK, usual: 'digest' },
  { kind: 'reward.shipped', words: 'A device is on its way', roles: ['pio'], usual: 'mail' },
  { kind: 'outreach.posted', words: 'A department told of a post', roles: DESK, usual: 'digest' },
  { kind: 'task.assigned', words: 'A task was given to you', roles: DESK, usual: 'digest' },
  { kind: 'pitch.assigned', words: 'A pitch was given to you', roles: DESK, usual: 'digest' },
  {
    kind: 'pitch.mention',
    words: 'Somebody mentioned you',
    roles: ['rep', 'reviewer', 'fulfilment', 'admin'],
    usual: 'mail',
  },
  { kind: 'pitch.answered', words: 'A department answered by mail', roles: DESK, usual: 'digest' },
  {
    kind: 'reminder.failed',
    words: 'A reminder failed, or was skipped and may be sent by hand',
    roles: DESK,
    usual: 'digest',
  },
  { kind: 'stock.low', words: 'Stock fell low', roles: ['fulfilment'], usual: 'page', mailedAnyway: true },
  { kind: 'burst.flagged', words: 'Downloads came in a burst', roles: DESK, usual: 'digest' },
  {
    kind: 'mail.trouble',
    words: 'A mail came back, failed, or may not have arrived',
    roles: DESK,
    usual: 'digest',
  },
];

const BY_KIND = new Map(NOTICE_KINDS.map((one) => [one.kind, one]));

/** Undefined for a kind nobody is told of. */
export function noticeKind(kind: string): NoticeKind | undefined {
  return BY_KIND.get(kind);
}

/** The ways a kind may be told by. */
export function waysOf({ mailedAnyway }: NoticeKind): readonly Way[] {
  return mailedAnyway ? ['page', 'digest'] : ['page', 'mail', 'digest'];
}

/** The kinds that can concern a role. */
export function kindsFor(role: Role): NoticeKind[] {
  return NOTICE_KINDS.filter(({ roles }) => roles.includes(role));
}
