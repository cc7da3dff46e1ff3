import { defineEvent } from '../../platform/events/define-event.js';

/** An admin set the burst rule, or took it away: then both figures are null. */
export const BurstRuleSet = defineEvent<{ version: number; installs: number | null; minutes: number | null }>(
  'burst_rule.set',
  { recordOnly: true },
);

/** A stretch of downloads came faster than the rule allows and waits for a person. */
export const BurstFlagged = defineEvent<{
  flagId: string;
  partnershipId: string;
  ruleVersion: number;
  installs: number;
}>('burst.flagged', { recordOnly: true });

/** A person found nothing wrong with a flagged stretch. */
export const BurstDismissed = defineEvent<{ flagId: string; partnershipId: string }>('burst.dismissed', {
  recordOnly: true,
});

/** A person took downloads of a flagged stretch out of the count; `left` still count and wait. */
export const BurstReversed = defineEvent<{
  flagId: string;
  partnershipId: string;
  reversed: number;
  left: number;
}>('burst.reversed', { recordOnly: true });
