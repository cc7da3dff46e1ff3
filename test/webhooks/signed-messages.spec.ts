import { PitchWon } from '../../src/pitches/pitches.events.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { Wakeup } from '../../src/platform/events/wakeup.js';
import { newId } from '../../src/platform/id.js';
import { WebhookAttempts } from '../../src/webhooks/webhook-attempts.js';
import { WebhookSender } from '../../src/webhooks/webhook-sender.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { until } from '../support/until.js';
import { type Receiver, startReceiver, verifies } from './receiver.js';

describe('messages to a program outside', () => {
  let app: TestApp;
  let admin: TestClient;
  let receiver: Receiver;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-03-01T12:00:00Z', env: { WEBHOOKS_ALLOW_PRIVATE: 'true' } });
    admin = await app.as('admin');
  });
  afterAll(() => app.close());

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await receiver.close();
    await app.sql(`update webhook_subscription set state = 'disabled', disabled_because = 'by_hand', disabled_at = created_at
                    where state = 'active'`);
    await app.runScheduled('webhooks.send');
  });

  const subscribe = async (eventTypes = ['pitch.won']): Promise<{ id: string; secret: string }> => {
    const made = await admin.post('/api/v1/webhook-subscriptions', { url: receiver.url, eventTypes });
    expect(made.status).toBe(201);
    return made.json;
  };
  /** Something a subscriber wants to know is recorded, and its message written. */
  const happen = async (): Promise<{ eventId: string; messageId: string }> => {
    const ids = { pitchId: newId(), departmentId: newId() };
    const eventId = await app.get(UnitOfWork).run(SYSTEM, (tx) =>
      tx.record(
        PitchWon(ids, {
          departmentId: ids.departmentId,
          visibility: 'shared',
          subject: { type: 'pitch', id: ids.pitchId },
          summary: 'Won',
        }),
      ),
    );
    await app.drain();
    const [row] = await app.sql<{ id: string }>('select id from webhook_message where event_id = $1', [
      eventId,
    ]);
    return { eventId, messageId: row?.id ?? 'none' };
  };
  const send = () => app.runScheduled('webhooks.send');
  const later = (hours: number) => app.clock.set(new Date(app.clock.now().getTime() + hours * 3_600_000));
  const log = async (id: string) =>
    (await admin.get(`/api/v1/webhook-subscriptions/${id}/attempts`)).json.data as Record<string, unknown>[];
  const stateOf = async (messageId: string) =>
    (await app.sql<{ state: string }>('select state from webhook_message where id = $1', [messageId]))[0]
      ?.state;
  const ids = () => receiver.received.map(({ headers }) => headers['webhook-id']);

  it('tell of a pitch that moved, signed, once, though the event is delivered twice', async () => {
    const { id, secret } = await subscribe(['pitch.moved']);
    const { id: pitchId, departmentId } = await buildPitch(app, { stage: 'contacted' });
    await app.drain();
    await app.sql(
      `update event_delivery set state = 'pending', attempts = 0 where listener = 'webhooks.write-messages'`,
    );
    await app.drain();
    await send();
    await send();
    expect(receiver.received).toHaveLength(1);
    const [got] = receiver.received;
    expect(verifies(secret, got!)).toBe(true);
    expect(verifies(secret, { ...got!, body: got!.body.replace('contacted', 'pitched') })).toBe(false);
    expect(got!.headers['webhook-timestamp']).toBe(String(Date.parse('2019-03-01T12:00:00Z') / 1_000));
    const [event] = await app.sql<{ id: string }>(`select id from domain_event where type = 'pitch.moved'`);
    expect(JSON.parse(got!.body)).toEqual({
      type: 'pitch.moved',
      timestamp: '2019-03-01T12:00:00.000Z',
      data: {
        eventId: event!.id,
        occurredOn: '2019-03-01',
        pitchId,
        departmentId,
        from: 'prospect',
        to: 'contacted',
      },
    });
    expect(await log(id)).toMatchObject([
      { messageId: got!.headers['webhook-id'], outcome: 'delivered', status: 200, number: 1, reason: null },
    ]);
  });

  it('come again later under the same id when they were not taken', async () => {
    const { id } = await subscribe();
    const { messageId } = await happen();
    const answers = [{ status: 500, body: 'broken, ask ops@receiver.example' }, 200] as const;
    receiver.reply = () => answers[receiver.received.length - 1]!;
    await send();
    await send();
    expect(ids()).toEqual([messageId]);
    later(1 / 60);
    await send();
    expect(ids()).toEqual([messageId, messageId]);
    expect(receiver.received[0]!.headers['webhook-timestamp']).not.toBe(
      receiver.received[1]!.headers['webhook-timestamp'],
    );
    expect(await log(id)).toMatchObject([
      { number: 2, outcome: 'delivered', status: 200, messageState: 'delivered' },
      { number: 1, outcome: 'refused', status: 500, reason: 'broken, ask [address]' },
    ]);
  });

  it('wait as long as the receiver asks', async () => {
    await subscribe();
    await happen();
    receiver.reply = () => ({ status: 503, headers: { 'retry-after': '7200' } });
    await send();
    later(1.99);
    await send();
    expect(receiver.received).toHaveLength(1);
    later(0.02);
    await send();
    expect(receiver.received).toHaveLength(2);
  });

  it('are given up after three days, and a subscription of nothing but failures after five', async () => {
    const { id } = await subscribe();
    const { messageId } = await happen();
    receiver.reply = () => 500;
    for (let hours = 0; hours <= 76; hours += 4) {
      await send();
      later(4);
    }
    expect(await stateOf(messageId)).toBe('failed');
    expect(await stateOf((await happen()).messageId)).toBe('waiting');
    later(48);
    await send();
    const subscription = await admin.get(`/api/v1/webhook-subscriptions/${id}`);
    expect(subscription.json).toMatchObject({ state: 'disabled', disabledBecause: 'failing' });
    later(24);
    const before = receiver.received.length;
    await send();
    expect(receiver.received).toHaveLength(before);
  });

  it('end with 410, on the record, and tell the admins', async () => {
    const { id } = await subscribe();
    const { messageId } = await happen();
    const second = await happen();
    receiver.reply = () => 410;
    await send();
    expect(receiver.received).toHaveLength(1);
    expect([await stateOf(messageId), await stateOf(second.messageId)]).toEqual(['failed', 'failed']);
    expect(
      await app.sql(
        `select payload, actor_kind from domain_event where type = 'webhook_subscription.disabled' and subject_id = $1`,
        [id],
      ),
    ).toEqual([{ payload: { subscriptionId: id, because: 'gone' }, actor_kind: 'system' }]);
    const page = await (await app.signedIn('admin')).get('/settings/webhooks');
    expect(page.text).toContain('the receiver answered 410');
    // Whatever happens from now on is not written for it.
    expect((await happen()).messageId).toBe('none');
  });

  it('follow no redirect', async () => {
    const { id } = await subscribe();
    const inside = await startReceiver();
    receiver.reply = () => ({ status: 307, headers: { location: inside.url } });
    await happen();
    await send();
    await inside.close();
    expect([receiver.received.length, inside.received.length]).toEqual([1, 0]);
    expect(await log(id)).toMatchObject([{ outcome: 'refused', status: 307, messageState: 'waiting' }]);
  });

  it('are sent by one of several workers, and taken up again when that one dies', async () => {
    const { id } = await subscribe();
    const { messageId } = await happen();
    // A worker that claims it and is never heard of again.
    await app.get(UnitOfWork).run(SYSTEM, (tx) => app.get(WebhookAttempts).take(tx, messageId));
    const workers = () =>
      Promise.all(Array.from({ length: 6 }, () => app.get(WebhookSender).deliver(messageId)));
    expect(await workers()).toEqual([null, null, null, null, null, null]);
    expect((await admin.post(`/api/v1/webhook-messages/${messageId}/replay`)).json.code).toBe('being_sent');
    await app.sql(
      `update webhook_message set claimed_until = claimed_until - interval '61 seconds' where id = $1`,
      [messageId],
    );
    expect((await workers()).filter((came) => came !== null)).toEqual(['delivered']);
    expect(receiver.received).toHaveLength(1);
    expect(await log(id)).toMatchObject([
      { number: 2, outcome: 'delivered' },
      { number: 1, outcome: 'lost' },
    ]);
  });

  it('are replayed under the id they had: one, or all that failed since a time', async () => {
    const { id } = await subscribe();
    const first = await happen();
    await send();
    later(100);
    const since = app.clock.now().toISOString();
    receiver.reply = () => 500;
    const second = await happen();
    for (let hours = 0; hours <= 76; hours += 4) {
      await send();
      later(4);
    }
    expect(await stateOf(second.messageId)).toBe('failed');
    receiver.reply = () => 200;
    receiver.received.length = 0;
    expect(await admin.post(`/api/v1/webhook-messages/${first.messageId}/replay`)).toMatchObject({
      status: 202,
    });
    await send();
    expect(ids()).toEqual([first.messageId]);
    const replays = `/api/v1/webhook-subscriptions/${id}/replays`;
    const none = await admin.post(replays, { since: app.clock.now().toISOString() });
    expect(none.json).toEqual({ messages: 0 });
    const failed = await admin.post(replays, { since });
    expect([failed.status, failed.json]).toEqual([202, { messages: 1 }]);
    await send();
    expect(ids()).toEqual([first.messageId, second.messageId]);
    expect(await stateOf(second.messageId)).toBe('delivered');
  });

  it('carry the signatures of both secrets for a day after a new one was made', async () => {
    const { id, secret } = await subscribe();
    const rotated = await admin.post(`/api/v1/webhook-subscriptions/${id}/secret-rotation`);
    await happen();
    await send();
    later(24.01);
    await happen();
    await send();
    const [within, after] = receiver.received;
    const good = [secret, rotated.json.secret as string].map((one) => [
      verifies(one, within!),
      verifies(one, after!),
    ]);
    expect(good).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it('stay in the house while it is held, after a restore for instance', async () => {
    await subscribe();
    await happen();
    await app.sql('update installation set mail_held = true');
    await send();
    const { messageId } = await happen();
    expect(await app.get(WebhookSender).deliver(messageId)).toBeNull();
    expect(await app.get(UnitOfWork).read(SYSTEM, (tx) => app.get(WebhookAttempts).due(tx, 9))).toEqual([]);
    expect(receiver.received).toHaveLength(0);
    await app.sql('update installation set mail_held = false');
    await send();
    expect(receiver.received).toHaveLength(2);
  });

  it('all leave in one go when many wait, while another receiver is silent', async () => {
    await subscribe();
    const { messageId } = await happen();
    // As many again as one round takes, each for an event of its own.
    await app.sql(
      `with event as (
         insert into domain_event (id, type, actor_kind, actor_name, visibility, subject_type, subject_id, summary, payload,
           recorded_at, leaf_hash)
         select gen_random_uuid(), type, actor_kind, actor_name, visibility, subject_type, subject_id, summary, payload,
                recorded_at, leaf_hash
           from domain_event, generate_series(1, 200) where id = (select event_id from webhook_message where id = $1)
         returning id)
       insert into webhook_message (id, subscription_id, event_id, event_type, body, state, next_attempt_at, created_at)
       select gen_random_uuid(), m.subscription_id, event.id, m.event_type, m.body, m.state, m.next_attempt_at, m.created_at
         from event, webhook_message m where m.id = $1`,
      [messageId],
    );
    const gone = await startReceiver();
    await admin.post('/api/v1/webhook-subscriptions', { url: gone.url, eventTypes: ['pitch.won'] });
    await gone.close();
    await happen();
    await send();
    expect(new Set(ids()).size).toBe(202);
    expect(receiver.received).toHaveLength(202);
  });

  it('are put away 30 days after they were made, with their log', async () => {
    const { id } = await subscribe();
    await happen();
    await send();
    await app.runScheduled('webhooks.sweep');
    expect(await log(id)).toHaveLength(1);
    later(30 * 24 + 1);
    await app.runScheduled('webhooks.sweep');
    expect(await log(id)).toEqual([]);
  });

  it('leave as soon as the bell rings, without waiting for the next round', async () => {
    await subscribe();
    await app.get(Wakeup).start();
    await happen();
    await until('the message to arrive', () => receiver.received.length === 1, 20_000);
  });
});
