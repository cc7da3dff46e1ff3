import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildRewardParents, type RewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, TestClient } from '../support/client.js';

let app: TestApp;
let parents: RewardParents;
let admin: TestClient;
let rep: TestClient;
let fulfilment: TestClient;
let pio: TestClient;
let id: string;
let slug: string;

const became = (body: object, by = pio): Promise<Answer> =>
  by.post(`/api/v1/rewards/${id}/disposition`, { on: '2019-04-02', ...body });
const rows = async (): Promise<number> => (await app.sql('select 1 from reward_disposition')).length;
const device = async (): Promise<Record<string, unknown>> =>
  (await app.anyone().get(`/transparency/${slug}.json`)).json.record.devices[0];

/** Accepts, approves, ships and delivers the device under this serial number. */
async function give(serialNumber: string): Promise<void> {
  const shipment = {
    sku: 'BELL-2',
    serialNumber,
    carrier: 'UPS',
    trackingNumber: '1Z',
    shippedOn: '2019-03-20',
  };
  expect((await fulfilment.post(`/api/v1/rewards/${id}/shipment`, shipment)).status).toBe(201);
  expect((await pio.post(`/api/v1/rewards/${id}/delivery`, { receivedOn: '2019-03-25' })).status).toBe(201);
}

beforeAll(async () => {
  app = await startTestApp({ now: '2019-04-02T15:00:00Z' });
  parents = await buildRewardParents(app);
  await parents.settle(20);
  admin = await app.as('admin');
  rep = await app.as('rep');
  fulfilment = await app.as('fulfilment');
  pio = await app.as({ role: 'pio', departmentId: parents.departmentId });
  id = (await app.sql<{ id: string }>('select id from reward'))[0]!.id;
  slug = (
    await app.sql<{ slug: string }>('select slug from department_slug where department_id = $1', [
      parents.departmentId,
    ])
  )[0]!.slug;
});
afterAll(() => app.close());

describe('what became of a device', () => {
  it('cannot be told before the department has it', async () => {
    const early = await became({ disposition: 'installed' });
    expect([early.status, early.json.code]).toEqual([422, 'not_delivered']);
    const council = { authority: 'council', acceptedOn: '2019-03-13', resolutionNumber: '2019-14' };
    await pio.post(`/api/v1/rewards/${id}/acceptance`, council);
    await admin.post(`/api/v1/rewards/${id}/approval`, {});
    await give('SN-1');
  });

  it.each([
    ['a day to come', { disposition: 'installed', on: '2019-04-03' }, 422, 'date_in_future'],
    [
      'a day before it was received',
      { disposition: 'installed', on: '2019-03-24' },
      422,
      'dates_out_of_order',
    ],
    ['words about who got it', { disposition: 'given', note: 'To Mrs. Example' }, 422, 'note_not_taken'],
    ['words about who won it', { disposition: 'raffled', note: 'Won by Mr. Example' }, 422, 'note_not_taken'],
    ['a receiver of what stayed', { disposition: 'installed', givenTo: 'school' }, 422, 'given_to_not_taken'],
    ['a return', { disposition: 'returned' }, 422, 'return_instead'],
    ['another device', { disposition: 'installed', serialNumber: 'SN-9' }, 422, 'other_device'],
    ['a receiver by name', { disposition: 'given', givenTo: 'Mrs. Example' }, 400, 'invalid_input'],
    [
      'a name in a field of its own',
      { disposition: 'given', recipient: 'Mrs. Example' },
      400,
      'invalid_input',
    ],
    ['what nobody knows', { disposition: 'eaten' }, 400, 'invalid_input'],
  ])('refuses %s and keeps nothing', async (_, body, status, code) => {
    const answer = await became(body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect([answer.text.includes('Example'), await rows()]).toEqual([false, 0]);
  });

  it('is told by the department or a rep, row by row; the latest holds', async () => {
    const own = await became({ disposition: 'installed', on: '2019-03-26', note: 'At the front desk' });
    expect([own.status, own.json.disposition]).toEqual([
      201,
      { disposition: 'installed', on: '2019-03-26', givenTo: null, note: 'At the front desk' },
    ]);
    expect(await device()).toMatchObject({ disposition: 'installed', disposedOn: '2019-03-26' });
    expect((await became({ disposition: 'destroyed' }, fulfilment)).status).toBe(403);
    const later = await became({ disposition: 'raffled', givenTo: 'resident', serialNumber: 'sn-1' }, rep);
    expect(later.json).toMatchObject({
      state: 'delivered',
      disposition: { disposition: 'raffled', note: null },
    });
    const { json } = await pio.get(`/api/v1/rewards/${id}`);
    expect(json.dispositions.map((row: { disposition: string }) => row.disposition)).toEqual([
      'raffled',
      'installed',
    ]);
    await expect(app.sql(`update reward_disposition set disposition = 'installed'`)).rejects.toThrow();
    await expect(
      app.sql(`insert into reward_disposition select gen_random_uuid(), reward_id, 9, department_id, shipment_id, 'given',
        happened_on, null, 'To somebody', null, 'Somebody', recorded_at from reward_disposition limit 1`),
    ).rejects.toThrow(/reward_disposition_note_ck/);
  });

  it('keeps another department out', async () => {
    const other = await buildRewardParents(app);
    const stranger = await app.as({ role: 'pio', departmentId: other.departmentId });
    expect((await became({ disposition: 'installed' }, stranger)).status).toBe(404);
  });

  it('stands in the public record as a word with its day, and nothing else of it', async () => {
    const page = await app.anyone().get(`/transparency/${slug}`);
    expect(page.text).toMatch(/25 Mar 2019, raffled off 2 Apr 2019/);
    const csv = await app.anyone().get(`/transparency/${slug}.csv`);
    expect(csv.text).toContain('2019-04-02,Device 1 raffled off');
    const json = await app.anyone().get(`/transparency/${slug}.json`);
    expect(json.text + page.text + csv.text).not.toMatch(/front desk|resident|givenTo/);
  });

  it('is told by form on both sides, which say that nobody is to be named', async () => {
    const desk = await app.signedIn({ role: 'pio', departmentId: parents.departmentId });
    const gifts = await desk.get('/gifts');
    expect(gifts.text).toContain('Never name a resident');
    expect(gifts.text).toMatch(/raffled, resident, 2 Apr 2019/);
    const refused = await desk.form(`/gifts/${id}/disposition`, {
      disposition: 'given',
      on: '2019-04-02',
      note: 'To her',
    });
    expect([refused.status, refused.text.includes('Liaison keeps nothing about residents')]).toEqual([
      422,
      true,
    ]);
    const told = await desk.form(`/gifts/${id}/disposition`, {
      disposition: 'given',
      on: '2019-04-02',
      givenTo: 'school',
      serialNumber: 'SN-1',
      note: '',
    });
    expect([told.status, told.headers.get('location')]).toEqual([303, '/gifts']);
    const office = await app.signedIn('rep');
    const page = await office.get(`/rewards/${id}`);
    expect(page.text).toMatch(/Never name a resident[\s\S]*action|action[\s\S]*Never name a resident/);
    expect(page.text).toContain('Given, school');
    const form = { disposition: 'installed', on: '2019-04-01', note: 'Back on the wall' };
    expect((await office.form(`/rewards/${id}/disposition`, form)).status).toBe(303);
  });
});

describe('a defective device', () => {
  const exchange = (body: object = {}, by = fulfilment): Promise<Answer> =>
    by.post(`/api/v1/rewards/${id}/exchange`, {
      reason: 'Does not start',
      returnedOn: '2019-04-01',
      ...body,
    });

  it.each([
    ['a day to come', { returnedOn: '2019-04-03' }, 422, 'date_in_future'],
    ['a day before it was received', { returnedOn: '2019-03-24' }, 422, 'dates_out_of_order'],
    ['no reason', { reason: '' }, 400, 'invalid_input'],
  ])('is not exchanged with %s', async (_, body, status, code) => {
    const answer = await exchange(body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect((await admin.get(`/api/v1/rewards/${id}`)).json).toMatchObject({
      state: 'delivered',
      defects: [],
    });
  });

  it('comes back once of two at a time, and leaves the gift approved and counted as issued', async () => {
    expect((await exchange({}, pio)).status).toBe(403);
    const answers = await Promise.all([exchange(), exchange()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const { json } = await admin.get(`/api/v1/rewards/${id}`);
    expect(json).toMatchObject({
      state: 'approved',
      receivedOn: null,
      shipment: null,
      disposition: null,
      nextSteps: ['shipment'],
      defects: [{ serialNumber: 'SN-1', returnedOn: '2019-04-01', reason: 'Does not start' }],
    });
    expect(await parents.settle(20)).toMatchObject({ earned: 1, issued: 1, deficit: 0 });
    const progress = await admin.get(`/api/v1/partnerships/${parents.partnershipId}/progress`);
    expect(progress.json).toMatchObject({ issued: 1, valueCents: 20_000 });
    expect(await device()).toMatchObject({
      state: 'approved',
      disposition: null,
      receivedOn: null,
      returnedOn: null,
      exchangedOn: ['2019-04-01'],
    });
  });

  it('is replaced by another under the same acceptance, not by itself, and nothing is said of the new one yet', async () => {
    const again = {
      sku: 'BELL-2',
      serialNumber: 'sn-1',
      carrier: 'UPS',
      trackingNumber: '1Z',
      shippedOn: '2019-04-01',
    };
    expect((await fulfilment.post(`/api/v1/rewards/${id}/shipment`, again)).json.code).toBe('serial_taken');
    await give('SN-2');
    expect(await device()).toMatchObject({ state: 'delivered', disposition: null, receivedOn: '2019-03-25' });
    expect((await became({ disposition: 'installed' })).json.disposition).toMatchObject({
      disposition: 'installed',
    });
  });

  it('is in the ledger as returned and shipped anew at the same value, and everything adds up', async () => {
    const ledger = (await admin.get(`/api/v1/gift-ledger?rewardId=${id}&limit=200`)).json.data as {
      step: string;
      account: string;
      units: number;
      cents: number;
    }[];
    const lines = ledger.map(({ step, account, units, cents }) => `${step}: ${account} ${units} ${cents}`);
    expect(lines.slice(lines.findIndex((line) => line.startsWith('exchange')))).toEqual([
      'exchange: delivered -1 -20000',
      'exchange: returned 1 20000',
      'exchange: returned -1 -20000',
      'exchange: accepted 1 20000',
      'shipment: accepted -1 -20000',
      'shipment: shipped 1 20000',
      'delivery: shipped -1 -20000',
      'delivery: delivered 1 20000',
    ]);
    const verdicts = await app.get(Verifier).run();
    expect(verdicts.find(({ check }) => check === 'rewards')).toEqual({ check: 'rewards', faults: [] });
    await expect(app.sql('delete from device_defect')).rejects.toThrow();
  });

  it('is exchanged by form', async () => {
    const desk = await app.signedIn('fulfilment');
    expect((await desk.get(`/rewards/${id}`)).text).toContain('it is the same gift, not a new one');
    const form = { reason: 'Rattles', returnedOn: '2019-04-02' };
    expect((await desk.form(`/rewards/${id}/exchange`, form)).status).toBe(303);
    const page = await desk.get(`/rewards/${id}`);
    expect(page.text).toMatch(/Returned as defective[\s\S]*SN-1[\s\S]*SN-2[\s\S]*Rattles/);
    const gifts = await (
      await app.signedIn({ role: 'pio', departmentId: parents.departmentId })
    ).get('/gifts');
    expect(gifts.text).toMatch(/Exchanged<\/dt><dd>2 Apr 2019: Rattles/);
  });
});
