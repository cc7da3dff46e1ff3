import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildRewardParents, type RewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

interface Row {
  id: string;
  ordinal: number;
  state: string;
  acceptedBy: string | null;
}

let app: TestApp;
let pittsburg: RewardParents;
let pio: TestClient;
let admin: TestClient;
let otherAdmin: TestClient;
let fulfilment: TestClient;
let rep: TestClient;

const shipment = (serialNumber: string, shippedOn = '2019-03-27') => ({
  sku: 'BELL-2',
  serialNumber,
  carrier: 'UPS',
  trackingNumber: '1Z999',
  shippedOn,
});
const council = { authority: 'council', acceptedOn: '2019-03-26', resolutionNumber: '2019-14' };
const rewards = async (): Promise<Row[]> =>
  (await admin.get(`/api/v1/rewards?partnershipId=${pittsburg.partnershipId}`)).json.data;
const mails = (template: string): Promise<{ idempotency_key: string }[]> =>
  app.sql('select idempotency_key from email_message where template = $1 order by created_at', [template]);

beforeAll(async () => {
  app = await startTestApp({ now: '2019-03-12T15:00:00Z' });
  pittsburg = await buildRewardParents(app);
  pio = await app.as({ role: 'pio', departmentId: pittsburg.departmentId });
  admin = await app.as('admin');
  otherAdmin = await app.as('admin');
  fulfilment = await app.as('fulfilment');
  rep = await app.as('rep');
});
afterAll(() => app.close());

describe('the first device', () => {
  it('is not earned by nineteen downloads and is offered with the twentieth', async () => {
    expect(await pittsburg.settle(19)).toMatchObject({ earned: 0, remainder: 19, issued: 0 });
    expect(await rewards()).toEqual([]);
    app.clock.set('2019-03-13T15:00:00Z');
    expect(await pittsburg.settle(20)).toMatchObject({ earned: 1, remainder: 0, issued: 1, deficit: 0 });
    expect(await rewards()).toMatchObject([
      { ordinal: 1, state: 'offered', fmvCents: 20_000, nextSteps: ['acceptance', 'refusal'] },
    ]);
  });

  it('is told to the information officer once, however often it is settled', async () => {
    await pittsburg.settle(20);
    await app.drain();
    expect(await mails('mail/rewards/offered')).toHaveLength(1);
  });

  it('cannot ship or be approved before it is accepted', async () => {
    const { id } = (await rewards())[0]!;
    const refused = await fulfilment.post(`/api/v1/rewards/${id}/shipment`, shipment('SN-1', '2019-03-13'));
    expect([refused.status, refused.json.code]).toEqual([422, 'not_accepted']);
    const early = await admin.post(`/api/v1/rewards/${id}/approval`, {});
    expect([early.status, early.json.code]).toEqual([422, 'not_accepted']);
    const delivered = await pio.post(`/api/v1/rewards/${id}/delivery`, { receivedOn: '2019-03-13' });
    expect([delivered.status, delivered.json.code]).toEqual([422, 'not_accepted']);
  });

  it.each([
    ['a day to come', { ...council, acceptedOn: '2019-03-27' }, 422, 'date_in_future'],
    ['no resolution', { authority: 'council', acceptedOn: '2019-03-26' }, 422, 'resolution_required'],
    ['another acceptor', { ...council, authority: 'chief' }, 422, 'authority_mismatch'],
    ['an unknown authority', { ...council, authority: 'mayor' }, 400, 'invalid_input'],
    ['a day that is none', { ...council, acceptedOn: '2019-02-30' }, 400, 'invalid_input'],
    ['an unknown field', { ...council, gift: true }, 400, 'invalid_input'],
  ])('refuses an acceptance with %s and changes nothing', async (_, body, status, code) => {
    app.clock.set('2019-03-26T20:00:00Z');
    const { id } = (await rewards())[0]!;
    const answer = await pio.post(`/api/v1/rewards/${id}/acceptance`, body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(await rewards()).toMatchObject([{ state: 'offered' }]);
  });

  it('takes one of two acceptances made at the same moment', async () => {
    const { id } = (await rewards())[0]!;
    const answers = await Promise.all([
      pio.post(`/api/v1/rewards/${id}/acceptance`, council),
      admin.post(`/api/v1/rewards/${id}/acceptance`, council),
      rep.post(`/api/v1/rewards/${id}/acceptance`, council),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
    expect(answers.filter(({ status }) => status === 422).map(({ json }) => json.code)).toEqual([
      'step_not_allowed',
      'step_not_allowed',
    ]);
    const steps = await app.sql(`select 1 from reward_step where reward_id = $1 and step = 'acceptance'`, [
      id,
    ]);
    const events = await app.sql(
      `select 1 from domain_event where subject_id = $1 and type = 'reward.accepted'`,
      [id],
    );
    expect([steps.length, events.length]).toEqual([1, 1]);
    await app.drain();
    expect(await mails('mail/rewards/accepted')).toHaveLength(1);
  });

  it('is approved by an admin who did not record the acceptance, then shipped and received', async () => {
    const reward = (await rewards())[0]!;
    const path = `/api/v1/rewards/${reward.id}`;
    const tooSoon = await fulfilment.post(`${path}/shipment`, shipment('SN-1', '2019-03-26'));
    expect([tooSoon.status, tooSoon.json.code]).toEqual([422, 'step_not_allowed']);
    expect((await rep.post(`${path}/approval`, {})).status).toBe(403);
    const approved = await (reward.acceptedBy === admin.personId ? otherAdmin : admin).post(
      `${path}/approval`,
      {},
    );
    expect([approved.status, approved.json.state]).toEqual([201, 'approved']);
    const before = await fulfilment.post(`${path}/shipment`, shipment('SN-1', '2019-03-25'));
    expect([before.status, before.json.code]).toEqual([422, 'dates_out_of_order']);
    const shipped = await fulfilment.post(`${path}/shipment`, shipment('SN-1', '2019-03-26'));
    expect(shipped.json).toMatchObject({
      state: 'shipped',
      shippedOn: '2019-03-26',
      shipment: { serialNumber: 'SN-1', carrier: 'UPS' },
    });
    app.clock.set('2019-04-02T20:00:00Z');
    const received = await pio.post(`${path}/delivery`, { receivedOn: '2019-04-02' });
    expect([received.status, received.json.state]).toEqual([201, 'delivered']);
  });

  it('leaves a history and a ledger that balance', async () => {
    const { id } = (await rewards())[0]!;
    const { json } = await pio.get(`/api/v1/rewards/${id}`);
    expect(json.steps.map((s: { step: string }) => s.step)).toEqual([
      'accrual',
      'offer',
      'acceptance',
      'approval',
      'shipment',
      'delivery',
    ]);
    const ledger = (await pio.get(`/api/v1/gift-ledger?rewardId=${id}`)).json.data as {
      account: string;
      units: number;
      cents: number;
    }[];
    expect(ledger.map(({ account, units }) => `${account} ${units}`)).toEqual(
      [
        'program -1',
        'promised 1',
        'promised -1',
        'offered 1',
        'offered -1',
        'accepted 1',
        'accepted -1',
        'shipped 1',
      ].concat(['shipped -1', 'delivered 1']),
    );
    expect(ledger.reduce((sum, { cents }) => sum + cents, 0)).toBe(0);
  });
});

describe('what the database itself refuses', () => {
  it.each(['gift_ledger_entry', 'reward_step', 'shipment', 'device_unit'])(
    'any change to %s',
    async (table) => {
      await expect(app.sql(`update ${table} set department_id = department_id`)).rejects.toThrow();
      await expect(app.sql(`delete from ${table}`)).rejects.toThrow();
      await expect(app.sql(`truncate ${table} cascade`)).rejects.toThrow();
    },
  );

  it('an entry without its other side', async () => {
    await expect(
      app.sql(`insert into gift_ledger_entry select gen_random_uuid(), step_id, reward_id, partnership_id, department_id,
        'lost', 1, cents, entered_on, recorded_at from gift_ledger_entry where account = 'promised' and units = 1 limit 1`),
    ).rejects.toThrow(/add up to nothing/);
  });
});

describe('the later devices', () => {
  it('follow the story: fraud, a deficit, and nothing issued until it is worked off', async () => {
    app.clock.set('2019-05-31T15:00:00Z');
    expect(await pittsburg.settle(79)).toMatchObject({ earned: 3, remainder: 19, issued: 3 });
    expect(await pittsburg.settle(78)).toMatchObject({ earned: 3, remainder: 18, issued: 3 });
    expect(await pittsburg.settle(80)).toMatchObject({ earned: 4, remainder: 0, issued: 4 });
    expect(await pittsburg.settle(79)).toMatchObject({ earned: 3, remainder: 19, issued: 4, deficit: 1 });
    expect(await pittsburg.settle(80)).toMatchObject({ earned: 4, issued: 4, deficit: 0 });
    expect(await pittsburg.settle(99)).toMatchObject({ earned: 4, issued: 4 });
    expect((await rewards()).map(({ ordinal }) => ordinal)).toEqual([1, 2, 3, 4]);
  });

  it('are accepted and shipped; a serial number once only', async () => {
    for (const { id, ordinal } of (await rewards()).slice(1)) {
      const path = `/api/v1/rewards/${id}`;
      expect((await pio.post(`${path}/acceptance`, { ...council, acceptedOn: '2019-05-31' })).status).toBe(
        201,
      );
      expect((await admin.post(`${path}/approval`, {})).status).toBe(201);
      const twice = await fulfilment.post(`${path}/shipment`, shipment('sn-1', '2019-05-31'));
      expect([twice.status, twice.json.code]).toEqual([409, 'serial_taken']);
      expect(
        (await fulfilment.post(`${path}/shipment`, shipment(`SN-${ordinal}`, '2019-05-31'))).status,
      ).toBe(201);
    }
  });

  it('one is refused at the door: four issued, one returned, $600 net', async () => {
    const third = (await rewards())[2]!;
    const back = await fulfilment.post(`/api/v1/rewards/${third.id}/return`, {
      reason: 'Refused at the door',
      returnedOn: '2019-05-31',
    });
    expect([back.status, back.json.state, back.json.nextSteps]).toEqual([201, 'returned', []]);
    expect(await pittsburg.settle(99)).toMatchObject({ issued: 4, earned: 4 });
    const page = await admin.get(`/api/v1/partnerships/${pittsburg.partnershipId}/progress`);
    expect(page.json).toMatchObject({ issued: 4, valueCents: 60_000 });
  });

  it('one is lost on the way and sent again under the approval it had', async () => {
    const second = (await rewards())[1]!;
    const path = `/api/v1/rewards/${second.id}`;
    const lost = await fulfilment.post(`${path}/loss`, { reason: 'The carrier lost it' });
    expect([lost.status, lost.json.state]).toEqual([201, 'lost']);
    const again = await fulfilment.post(`${path}/shipment`, shipment('SN-2B', '2019-05-31'));
    expect([again.status, again.json.state, again.json.shipment.serialNumber]).toEqual([
      201,
      'shipped',
      'SN-2B',
    ]);
  });

  it('and everything adds up', async () => {
    const verdicts = await app.get(Verifier).run();
    expect(verdicts.find(({ check }) => check === 'rewards')).toEqual({ check: 'rewards', faults: [] });
  });
});

describe('who may see and do what', () => {
  it('keeps another department out, whatever it asks', async () => {
    const other = await buildRewardParents(app);
    const stranger = await app.as({ role: 'pio', departmentId: other.departmentId });
    const { id } = (await rewards())[0]!;
    expect((await stranger.get(`/api/v1/rewards/${id}`)).status).toBe(404);
    expect((await stranger.post(`/api/v1/rewards/${id}/acceptance`, council)).status).toBe(404);
    expect((await stranger.get('/api/v1/rewards')).json.data).toEqual([]);
    expect((await stranger.get(`/api/v1/gift-ledger?rewardId=${id}`)).json.data).toEqual([]);
  });

  it('refuses approval to whoever recorded the acceptance', async () => {
    const own = await buildRewardParents(app, {
      giftPolicy: { acceptor: 'chief', limitCents: 50_000 },
      shipTo: null,
    });
    await own.settle(20);
    const { json } = await admin.get(`/api/v1/rewards?partnershipId=${own.partnershipId}`);
    const path = `/api/v1/rewards/${json.data[0].id}`;
    expect(
      (await admin.post(`${path}/acceptance`, { authority: 'chief', acceptedOn: '2019-05-31' })).status,
    ).toBe(201);
    const refused = await admin.post(`${path}/approval`, {});
    expect([refused.status, refused.json.code]).toEqual([403, 'own_work']);
    expect((await otherAdmin.post(`${path}/approval`, {})).status).toBe(201);
    const nowhere = await fulfilment.post(`${path}/shipment`, shipment('SN-9', '2019-05-31'));
    expect([nowhere.status, nowhere.json.code]).toEqual([422, 'address_missing']);
  });
});
