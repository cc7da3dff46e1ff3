import { defineEvent } from '../platform/events/define-event.js';

export const PersonAdded = defineEvent<{ personId: string; role: string }>('person.added', {
  recordOnly: true,
});
export const MembershipGranted = defineEvent<{ personId: string; role: string; groups: string[] }>(
  'membership.granted',
  { recordOnly: true },
);
/** A rep was limited to own or team's pitches, or sees all again. */
export const ReachChanged = defineEvent<{ personId: string; reach: string; teamId: string | null }>(
  'membership.reach_changed',
  { recordOnly: true },
);
export const TeamAdded = defineEvent<{ teamId: string }>('team.added', { recordOnly: true });
export const TeamRenamed = defineEvent<{ teamId: string }>('team.renamed', { recordOnly: true });
export const MembershipEnded = defineEvent<{ personId: string; role: string }>('membership.ended', {
  recordOnly: true,
});
/** Open pitches, tasks and claims of the person go to another: rooms that hold some listen. */
export const PersonDisabled = defineEvent<{ personId: string; successorId: string | null }>(
  'person.disabled',
  { recordOnly: true },
);
export const PersonEnabled = defineEvent<{ personId: string }>('person.enabled', { recordOnly: true });
export const InvitationSent = defineEvent<{ invitationId: string; role: string }>('invitation.sent', {
  recordOnly: true,
});
export const InvitationAccepted = defineEvent<{ invitationId: string; personId: string }>(
  'invitation.accepted',
  { recordOnly: true },
);
export const TokenCreated = defineEvent<{ tokenId: string; personId: string; scopes: string[] | null }>(
  'token.created',
  { recordOnly: true },
);
export const TokenRevoked = defineEvent<{ tokenId: string; personId: string }>('token.revoked', {
  recordOnly: true,
});
export const SignedIn = defineEvent<{ personId: string; by: string }>('session.started', {
  recordOnly: true,
});
export const SignedOutEverywhere = defineEvent<{ personId: string }>('session.ended-everywhere', {
  recordOnly: true,
});
