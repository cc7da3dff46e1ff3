import type { InboundKind } from '../../mail/inbound/inbound-mail.queries.js';
import { defineEvent } from '../../platform/events/define-event.js';

/** A mail came to a pitch's reply address; only an `answer` is a person's word from outside. */
export const PitchMailReceived = defineEvent<{
  pitchId: string;
  departmentId: string;
  inboundMessageId: string;
  activityId: string | null;
  kind: InboundKind;
}>('pitch.mail_received', { recordOnly: true });
