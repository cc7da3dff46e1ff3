import { bracketed, failure, listAt, textAt, type Told } from './told.js';

/**
 * What Amazon SES tells in an SNS message (a notification or an event of a configuration set): bounces, complaints,
 * deliveries, delays. Anything else is nothing to us.
 */
export function readSes(event: unknown): Told[] {
  const type = textAt(event, 'notificationType') ?? textAt(event, 'eventType') ?? '';
  const common = {
    messageId: bracketed(textAt(event, 'mail', 'commonHeaders', 'messageId') ?? headerOf(event)),
    address: textAt(event, 'mail', 'destination', 0),
  };
  const id = `${textAt(event, 'mail', 'messageId') ?? ''}/${type}`;
  const plain = { ...common, status: null, text: '', scope: null, externalId: id };
  switch (type) {
    case 'Bounce': {
      const bounced = listAt(event, 'bounce', 'bouncedRecipients')[0];
      const text = (textAt(bounced, 'diagnosticCode') ?? '').replace(/^smtp;\s*/, '');
      const isPermanent = textAt(event, 'bounce', 'bounceType') === 'Permanent';
      const told = failure(textAt(bounced, 'status'), text, isPermanent ? 'address' : 'message');
      return [
        {
          ...plain,
          ...told,
          // A soft bounce is one that was given up after trying; it says nothing against the address.
          scope:
            isPermanent || textAt(event, 'bounce', 'bounceType') === 'Undetermined' ? told.scope : 'message',
          address: textAt(bounced, 'emailAddress') ?? common.address,
          externalId: textAt(event, 'bounce', 'feedbackId') ?? id,
        },
      ];
    }
    case 'Complaint':
      return [
        {
          ...plain,
          kind: 'complaint',
          address: textAt(event, 'complaint', 'complainedRecipients', 0, 'emailAddress') ?? common.address,
          externalId: textAt(event, 'complaint', 'feedbackId') ?? id,
        },
      ];
    case 'Delivery':
      return [{ ...plain, kind: 'delivered' }];
    case 'DeliveryDelay':
      return [{ ...plain, kind: 'delayed', text: textAt(event, 'deliveryDelay', 'delayType') ?? '' }];
    case 'Reject':
      return [{ ...plain, ...failure(null, textAt(event, 'reject', 'reason') ?? '', 'message') }];
    default:
      return [];
  }
}

/** SES writes a Message-ID of its own; the one we gave stands among the headers, where these are told. */
function headerOf(event: unknown): string | null {
  const header = listAt(event, 'mail', 'headers').find(
    (one) => textAt(one, 'name')?.toLowerCase() === 'message-id',
  );
  return textAt(header, 'value');
}
