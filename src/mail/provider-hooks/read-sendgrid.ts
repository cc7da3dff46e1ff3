import { bracketed, failure, textAt, type Told } from './told.js';

/** What SendGrid tells by its event webhook, many events in one body. */
export function readSendgrid(body: unknown): Told[] {
  return (Array.isArray(body) ? body : []).flatMap(readOne);
}

function readOne(event: unknown): Told[] {
  const plain = {
    messageId: bracketed(textAt(event, 'smtp-id')),
    address: textAt(event, 'email'),
    externalId: textAt(event, 'sg_event_id') ?? '',
    status: null,
    text: '',
    scope: null,
  };
  if (!plain.externalId) return [];
  const text = textAt(event, 'reason') ?? textAt(event, 'response') ?? '';
  switch (textAt(event, 'event')) {
    case 'bounce': {
      const told = failure(textAt(event, 'status'), text, 'address');
      // "Blocked" is a refusal of this mail: of our server, or of what it says.
      return [{ ...plain, ...told, scope: textAt(event, 'type') === 'blocked' ? 'message' : told.scope }];
    }
    case 'dropped':
      return [{ ...plain, ...dropped(text) }];
    case 'deferred':
      return [{ ...plain, kind: 'delayed', text }];
    case 'delivered':
      return [{ ...plain, kind: 'delivered' }];
    case 'spamreport':
      return [{ ...plain, kind: 'complaint' }];
    case 'unsubscribe':
    case 'group_unsubscribe':
      return [{ ...plain, kind: 'unsubscribed' }];
    default:
      return [];
  }
}

/** What SendGrid does not even try, because of its own list of addresses. */
function dropped(reason: string): Pick<Told, 'kind' | 'status' | 'text' | 'scope'> {
  const isOfAddress = /bounced address|invalid|spam reporting|unsubscribed/i.test(reason);
  const scope = isOfAddress && !/unsubscribed|spam reporting/i.test(reason) ? 'address' : 'message';
  return { kind: 'failed', status: null, text: reason, scope };
}
