import { bracketed, failure, textAt, type Told } from './told.js';

/** What Mailgun tells by its webhooks, one event in a body. */
export function readMailgun(body: unknown): Told[] {
  const event = (body as { 'event-data'?: unknown } | null)?.['event-data'];
  const id = textAt(event, 'id');
  if (!id) return [];
  const plain = {
    messageId: bracketed(textAt(event, 'message', 'headers', 'message-id')),
    address: textAt(event, 'recipient'),
    externalId: id,
    status: null,
    text: '',
    scope: null,
  };
  switch (textAt(event, 'event')) {
    case 'failed':
      return [{ ...plain, ...failed(event) }];
    case 'rejected':
      return [{ ...plain, ...failure(null, textAt(event, 'reject', 'reason') ?? '', 'message') }];
    case 'complained':
      return [{ ...plain, kind: 'complaint' }];
    case 'unsubscribed':
      return [{ ...plain, kind: 'unsubscribed' }];
    case 'delivered':
      return [{ ...plain, kind: 'delivered' }];
    default:
      return [];
  }
}

function failed(event: unknown): Pick<Told, 'kind' | 'status' | 'text' | 'scope'> {
  const message =
    textAt(event, 'delivery-status', 'message') || textAt(event, 'delivery-status', 'description') || '';
  const code = textAt(event, 'delivery-status', 'code');
  // Codes above 599 are Mailgun's own: its list of addresses, not an answer of a server.
  const text = code && /^[45]\d\d$/.test(code) && !message.startsWith(code) ? `${code} ${message}` : message;
  if (textAt(event, 'severity') === 'temporary') return { kind: 'delayed', status: null, text, scope: null };
  const reason = textAt(event, 'reason') ?? '';
  const otherwise = /^suppress-(?:bounce|old)|^bounce/.test(reason) ? 'address' : 'message';
  return failure(textAt(event, 'delivery-status', 'enhanced-code'), text, otherwise);
}
