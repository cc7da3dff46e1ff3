import { failure, textAt, type Told } from './told.js';

/** Types of bounces that speak of the address itself. */
const OF_THE_ADDRESS = ['HardBounce', 'BadEmailAddress', 'ManuallyDeactivated', 'AddressChange'];
/** Types that are no bounce: an answer of a machine, or a server that is asked again. */
const STILL_ON_ITS_WAY = ['Transient', 'DnsError'];
const NO_BOUNCE = [
  'AutoResponder',
  'ChallengeVerification',
  'Subscribe',
  'OpenRelayTest',
  'VirusNotification',
];

/** What Postmark tells by its webhooks for bounces, spam complaints, deliveries and changes of a subscription. */
export function readPostmark(event: unknown): Told[] {
  const record = textAt(event, 'RecordType');
  const type = textAt(event, 'Type') ?? '';
  const id = textAt(event, 'ID') ?? `${textAt(event, 'MessageID') ?? ''}/${record}`;
  const plain = {
    // Postmark tells its own id alone, so the mail is found by its address.
    messageId: null,
    address: textAt(event, 'Email') ?? textAt(event, 'Recipient'),
    externalId: id,
    status: null,
    text: '',
    scope: null,
  };
  if (record === 'SpamComplaint' || (record === 'Bounce' && type === 'SpamComplaint'))
    return [{ ...plain, kind: 'complaint' }];
  if (record === 'Delivery') return [{ ...plain, kind: 'delivered' }];
  if (record === 'SubscriptionChange') return ofSubscription(event, plain);
  if (record !== 'Bounce' || NO_BOUNCE.includes(type)) return [];
  if (type === 'Unsubscribe') return [{ ...plain, kind: 'unsubscribed' }];
  const text = textAt(event, 'Details') ?? textAt(event, 'Description') ?? '';
  if (STILL_ON_ITS_WAY.includes(type)) return [{ ...plain, kind: 'delayed', text }];
  if (!OF_THE_ADDRESS.includes(type))
    return [{ ...plain, ...failure(null, text, 'message'), scope: 'message' }];
  return [{ ...plain, ...failure(null, text, 'address') }];
}

function ofSubscription(event: unknown, plain: Omit<Told, 'kind'>): Told[] {
  if (!(event as { SuppressSending?: unknown }).SuppressSending) return [];
  const reason = textAt(event, 'SuppressionReason');
  if (reason === 'SpamComplaint') return [{ ...plain, kind: 'complaint' }];
  if (reason === 'HardBounce') return [{ ...plain, kind: 'failed', scope: 'address' }];
  return [{ ...plain, kind: 'unsubscribed' }];
}
