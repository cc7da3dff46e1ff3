import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { buildDepartment } from '../factories/department.js';

const URL_GIVEN = 'https://93.184.216.34/hooks?key=of-the-receiver';

describe('subscriptions to webhooks', () => {
  let app: TestApp;
  let admin: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-03-01T12:00:00Z' });
    admin = await app.as('admin');
  });
  afterAll(() => app.close());

  const add = (fields: Record<string, unknown> = {}, client = admin) =>
    client.post('/api/v1/webhook-subscriptions', { url: URL_GIVEN, eventTypes: ['pitch.moved'], ...fields });

  it('are the admin’s alone', async () => {
    const { id } = await buildDepartment(app);
    for (const client of [await app.as('rep'), await app.as({ role: 'pio', departmentId: id })]) {
      expect((await add({}, client)).status).toBe(403);
      expect((await client.get('/api/v1/webhook-subscriptions')).status).toBe(403);
      expect((await client.get('/settings/webhooks')).status).toBe(403);
    }
    expect(await app.sql('select 1 from webhook_subscription')).toEqual([]);
    expect((await (await app.signedIn('rep')).get('/settings')).text).not.toContain('/settings/webhooks');
  });

  it.each([
    ['not-a-url', 'url_invalid'],
    ['ftp://receiver.example/x', 'url_invalid'],
    ['http://93.184.216.34/', 'url_not_https'],
    ['https://user:secret@93.184.216.34/', 'url_has_credentials'],
    ['https://127.0.0.1/', 'url_private'],
    ['https://localhost/', 'url_private'],
    ['https://169.254.169.254/latest/', 'url_private'],
    ['https://[::ffff:10.0.0.1]/', 'url_private'],
  ])('do not go to %s: %s, and the field is named', async (url, code) => {
    const answer = await add({ url });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code, errors: [{ field: 'url' }] });
    expect(answer.text).not.toContain('secret');
    expect(await app.sql('select 1 from webhook_subscription')).toEqual([]);
  });

  it('name the field of any other bad input', async () => {
    for (const [fields, field] of [
      [{ url: 7 }, 'url'],
      [{ url: `https://receiver.example/${'x'.repeat(2_000)}` }, 'url'],
      [{ eventTypes: [] }, 'eventTypes'],
      [{ eventTypes: ['session.started'] }, 'eventTypes'],
      [{ eventTypes: 'pitch.moved' }, 'eventTypes'],
    ] as const) {
      const answer = await add(fields);
      expect([answer.status, answer.json.errors[0].field]).toEqual([400, field]);
    }
    const { id } = (await add()).json;
    const replay = await admin.post(`/api/v1/webhook-subscriptions/${id}/replays`, { since: 'yesterday' });
    expect([replay.status, replay.json.errors[0].field]).toEqual([400, 'since']);
  });

  it('give their secret once: no answer, no table and no event holds it afterwards', async () => {
    const keyed = admin.with({ 'idempotency-key': 'add-one' });
    const made = await add({}, keyed);
    expect(made.status).toBe(201);
    const { id, secret } = made.json;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const again = await add({}, keyed);
    expect([again.status, again.json]).toEqual([201, { ...made.json, secret: null }]);
    const shown = await admin.get(`/api/v1/webhook-subscriptions/${id}`);
    expect(shown.json).toEqual({ ...made.json, secret: undefined });
    const kept = await app.sql<{ text: string }>(
      `select to_jsonb(s)::text as text from webhook_subscription s
       union all select to_jsonb(e)::text from domain_event e union all select to_jsonb(k)::text from idempotency_key k`,
    );
    const everything = kept.map(({ text }) => text).join('\n');
    expect(everything).toContain(id);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(secret.replace('whsec_', ''));
    // The URL may hold a secret of the receiver; the record names the host only.
    const events = await app.sql<{ text: string }>('select to_jsonb(e)::text as text from domain_event e');
    expect(events.map(({ text }) => text).join('\n')).not.toContain('of-the-receiver');
  });

  it('are changed, disabled and taken up again, each on the record once', async () => {
    const { id } = (await add()).json;
    const path = `/api/v1/webhook-subscriptions/${id}`;
    const changed = await admin.patch(path, {
      eventTypes: ['reward.accrued', 'pitch.opened', 'pitch.opened'],
    });
    expect(changed.json).toMatchObject({ eventTypes: ['pitch.opened', 'reward.accrued'], url: URL_GIVEN });
    expect((await admin.patch(path, { url: 'https://10.0.0.1/' })).json.errors[0].field).toBe('url');
    await admin.patch(path, { active: false });
    expect((await admin.patch(path, { active: false })).json).toMatchObject({
      state: 'disabled',
      disabledBecause: 'by_hand',
    });
    const since = '2019-03-01T00:00:00Z';
    expect((await admin.post(`${path}/replays`, { since })).json.code).toBe('subscription_disabled');
    expect((await admin.patch(path, { active: true })).json).toMatchObject({
      state: 'active',
      disabledBecause: null,
    });
    const events = await app.sql<{ type: string }>(
      'select type from domain_event where subject_id = $1 order by seq',
      [id],
    );
    expect(events.map(({ type }) => type.replace('webhook_subscription.', ''))).toEqual([
      'added',
      'changed',
      'disabled',
      'changed',
    ]);
    const missing = '00000000-0000-7000-8000-000000000000';
    expect((await admin.patch(`/api/v1/webhook-subscriptions/${missing}`, { active: true })).status).toBe(
      404,
    );
  });

  it('are listed in pages', async () => {
    for (let n = 0; n < 2; n++) await add();
    const first = (await admin.get('/api/v1/webhook-subscriptions?limit=2')).json;
    const second = (await admin.get(`/api/v1/webhook-subscriptions?limit=2&cursor=${first.nextCursor}`)).json;
    const ids = [...first.data, ...second.data].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(4);
    expect([...ids].sort().reverse()).toEqual(ids);
  });

  it('are kept on pages as well, without script', async () => {
    const office = await app.signedIn('admin');
    const refused = await office.form('/settings/webhooks', {
      url: 'https://127.0.0.1/',
      eventTypes: 'pitch.won',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('private or reserved address');
    expect(refused.text).toMatch(/value="pitch\.won" checked/);
    const made = await office.form('/settings/webhooks', { url: URL_GIVEN, eventTypes: 'pitch.won' });
    expect(made.status).toBe(200);
    const secret = /whsec_[A-Za-z0-9+/=&#;]+/.exec(made.text)?.[0];
    expect(secret).toBeTruthy();
    const [{ id }] = (await admin.get('/api/v1/webhook-subscriptions?limit=1')).json.data;
    const shown = await office.get(`/settings/webhooks/${id}`);
    expect(shown.text).toContain('93.184.216.34');
    expect(shown.text).not.toContain('whsec_');
    const rotated = await office.form(`/settings/webhooks/${id}/secret-rotation`, {});
    expect(rotated.text).toContain('whsec_');
    expect((await office.form(`/settings/webhooks/${id}/replays`, { hours: '24' })).status).toBe(303);
    expect((await office.form(`/settings/webhooks/${id}/disabling`, {})).status).toBe(303);
    expect((await office.get('/settings/webhooks')).text).toContain('Disabled by an admin.');
    expect((await office.form(`/settings/webhooks/${id}/activation`, {})).status).toBe(303);
  });
});
