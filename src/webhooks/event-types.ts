/** What may be told to a subscriber of one kind of event: its words for the page, and the names of the facts that leave the house. */
interface Outgoing {
  says: string;
  facts: readonly string[];
}

const PITCH = ['pitchId', 'departmentId'];
const PARTNERSHIP = ['partnershipId', 'departmentId'];
const REWARD = ['rewardId', 'partnershipId', 'departmentId', 'ordinal', 'fmvCents'];
const ALLOWANCE = ['allowanceId', 'partnershipId', 'departmentId', 'kind', 'number', 'units', 'cents'];
const DRAFT = ['draftId', 'partnershipId', 'departmentId', 'kind', 'revisionId', 'contentHash'];
const ROUND = ['roundId', 'draftId', 'departmentId', 'contentHash'];
const REMINDER = ['reminderId', 'partnershipId', 'departmentId', 'period'];

/**
 * The events that leave the house, and of each the facts that do: ids, states, days, numbers. What is not named here stays inside,
 * so no reason, note, title or address written by a person goes out, and no fact an event gains later.
 */
export const OUTGOING: Readonly<Record<string, Outgoing>> = {
  'department.created': { says: 'A department was entered by hand', facts: ['departmentId'] },
  'department.merged': {
    says: 'A department’s second entry was merged',
    facts: ['departmentId', 'intoId'],
  },
  'department.merge_reverted': { says: 'A merge was undone', facts: ['departmentId', 'intoId'] },
  'pitch.opened': { says: 'A pitch was opened', facts: PITCH },
  'pitch.moved': { says: 'A pitch went to another stage', facts: [...PITCH, 'from', 'to'] },
  'pitch.won': { says: 'A pitch was won', facts: PITCH },
  'partnership.opened': {
    says: 'A partnership was signed',
    facts: [...PARTNERSHIP, 'pitchId', 'signedOn', 'endsOn', 'termsVersionId'],
  },
  'partnership.activated': {
    says: 'A partnership became active',
    facts: [...PARTNERSHIP, 'activeOn', 'was'],
  },
  'partnership.announced': {
    says: 'A partnership was announced',
    facts: [...PARTNERSHIP, 'announcedOn', 'was'],
  },
  'partnership.ended': { says: 'A partnership ended', facts: [...PARTNERSHIP, 'endedOn', 'was'] },
  'partnership.renewed': { says: 'A partnership was renewed', facts: [...PARTNERSHIP, 'endsOn', 'was'] },
  'partnership.terms-changed': {
    says: 'New terms hold',
    facts: [...PARTNERSHIP, 'termsVersionId', 'version', 'from'],
  },
  'download.assigned': {
    says: 'A download was given to its department',
    facts: ['downloadId', 'departmentId', 'alias'],
  },
  'download.reversed': {
    says: 'A download was taken back',
    facts: ['reversalId', 'downloadId', 'partnershipId', 'disposition'],
  },
  'download.redecided': {
    says: 'Downloads were decided again',
    facts: ['departmentId', 'cause', 'changed'],
  },
  'reward.accrued': { says: 'A device was earned', facts: REWARD },
  'reward.offered': { says: 'A device was offered', facts: REWARD },
  'reward.accepted': { says: 'A device was accepted', facts: REWARD },
  'reward.declined': { says: 'A device was declined', facts: REWARD },
  'reward.approved': { says: 'A device was approved', facts: REWARD },
  'reward.shipped': { says: 'A device was shipped', facts: REWARD },
  'reward.delivered': { says: 'A device was delivered', facts: REWARD },
  'reward.lost': { says: 'A device was lost', facts: REWARD },
  'reward.replaced': { says: 'A lost device is sent again', facts: REWARD },
  'reward.returned': { says: 'A device came back', facts: REWARD },
  'reward.voided': { says: 'A device was taken off the count', facts: REWARD },
  'reward.revived': { says: 'A device was earned again', facts: REWARD },
  'allowance.offered': { says: 'A discount or subsidy was offered', facts: ALLOWANCE },
  'allowance.accepted': { says: 'A discount or subsidy was accepted', facts: ALLOWANCE },
  'allowance.declined': { says: 'A discount or subsidy was declined', facts: ALLOWANCE },
  'allowance.activated': { says: 'A discount or subsidy became active', facts: ALLOWANCE },
  'allowance.used': { says: 'Use of a discount or subsidy was reported', facts: ALLOWANCE },
  'allowance.use_reversed': { says: 'A report of use was taken back', facts: ALLOWANCE },
  'allowance.closed': { says: 'A discount or subsidy was closed', facts: ALLOWANCE },
  'draft.submitted': { says: 'A text was sent for approval', facts: DRAFT },
  'draft.withdrawn': { says: 'A text was withdrawn', facts: DRAFT },
  'review.decided': {
    says: 'A reviewer decided',
    facts: ['reviewId', ...ROUND, 'group', 'decisionId', 'decision'],
  },
  'review.lapsed': {
    says: 'A step passed without objection, since nobody decided it in time',
    facts: ['reviewId', ...ROUND, 'group', 'step', 'businessDays'],
  },
  'review_round.approved': { says: 'A text passed every step', facts: ROUND },
  'review_round.returned': { says: 'A text was sent back or refused', facts: [...ROUND, 'outcome'] },
  'release.published': { says: 'A text was released', facts: [...DRAFT, 'releaseId', 'sha256'] },
  'release.corrected': { says: 'A release was corrected', facts: [...DRAFT, 'releaseId', 'replacesId'] },
  'release.recalled': { says: 'A release was recalled', facts: [...DRAFT, 'releaseId', 'side'] },
  'reminder.sent': { says: 'A reminder was sent', facts: [...REMINDER, 'byHand'] },
  'reminder.skipped': { says: 'A reminder was skipped', facts: REMINDER },
  'outreach.posted': {
    says: 'A department said that it posted',
    facts: ['postId', ...PARTNERSHIP, 'period'],
  },
};

/** The names of the events that leave the house. */
export const OUTGOING_TYPES: readonly string[] = Object.keys(OUTGOING);
