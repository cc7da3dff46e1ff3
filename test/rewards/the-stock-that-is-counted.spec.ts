import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildRewardParents, type RewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, TestClient } from '../support/client.js';

let app: TestApp;
let parents: RewardParents;
let admin: TestClient;
let fulfilment: TestClient;
let pio: TestClient;
let ids: string[];

const SKU = '/api/v1/stock/BELL-2';
const council = { authority: 'council', acceptedOn: '2019-03-13', resolutionNumber: '2019-14' };
const shipment = (serialNumber: string, sku = 'BELL-2') => ({
  sku,
  serialNumber,
  carrier: 'UPS',
  trackingNumber: '1Z',
  shippedOn: '2019-03-13',
});
const stock = async (): Promise<Record<string, unknown>> =>
  (await fulfilment.get('/api/v1/stock')).json.data.find((row: { sku: string }) => row.sku === 'BELL-2');
const movements = async (): Promise<string[]> =>
  (await fulfilment.get(`${SKU}/movements`)).json.data.map(
    (row: { kind: string; units: number; onHand: number }) => `${row.kind} ${row.units} → ${row.onHand}`,
  );
const approve = async (id: string): Promise<void> => {
  expect((await pio.post(`/api/v1/rewards/${id}/acceptance`, council)).status).toBe(201);
  expect((await admin.post(`/api/v1/rewards/${id}/approval`, {})).status).toBe(201);
};
const warnings = async (): Promise<number> => {
  await app.drain();
  return (await app.sql(`select 1 from email_message where template = 'mail/rewards/stock-low'`)).length;
};

beforeAll(async () => {
  app = await startTestApp({ now: '2019-03-13T15:00:00Z' });
  parents = await buildRewardParents(app);
  await parents.settle(120);
  admin = await app.as('admin');
  fulfilment = await app.as('fulfilment');
  pio = await app.as({ role: 'pio', departmentId: parents.departmentId });
  ids = (await app.sql<{ id: string }>('select id from reward order by ordinal')).map(({ id }) => id);
});
afterAll(() => app.close());

describe('a SKU nobody has counted', () => {
  it('ships as before, and takes no movement before its first count', async () => {
    await approve(ids[0]!);
    expect((await fulfilment.post(`/api/v1/rewards/${ids[0]}/shipment`, shipment('SN-1'))).status).toBe(201);
    expect(await stock()).toMatchObject({ tracked: false, onHand: null, free: null, warning: null });
    const early = await fulfilment.post(`${SKU}/movements`, { kind: 'received', units: 3 });
    expect([early.status, early.json.code]).toEqual([422, 'not_counted']);
    const back = { reason: 'Refused at the door', returnedOn: '2019-03-13', toStock: true };
    const refused = await fulfilment.post(`/api/v1/rewards/${ids[0]}/return`, back);
    expect([refused.status, refused.json.code]).toEqual([422, 'not_counted']);
    expect((await fulfilment.get('/api/v1/stock/NONE/movements')).status).toBe(404);
  });
});

describe('a counted SKU', () => {
  it('knows what is on hand, promised and free, by rows that add up', async () => {
    expect((await fulfilment.post(`${SKU}/counts`, { counted: 2, reason: 'First count' })).status).toBe(201);
    await fulfilment.post(`${SKU}/movements`, { kind: 'received', units: 3, occurredOn: '2019-03-12' });
    await fulfilment.post(`${SKU}/movements`, { kind: 'written_off', units: 1, reason: 'Dropped' });
    await approve(ids[1]!);
    expect(await stock()).toMatchObject({ onHand: 4, promised: 1, free: 3, low: false });
    expect(await movements()).toEqual(['written_off -1 → 4', 'received 3 → 5', 'corrected 2 → 2']);
  });

  it.each([
    [
      'a day to come',
      'movements',
      { kind: 'received', units: 1, occurredOn: '2019-03-14' },
      422,
      'date_in_future',
    ],
    [
      'more than there is',
      'movements',
      { kind: 'written_off', units: 5, reason: 'Fire' },
      422,
      'more_than_on_hand',
    ],
    ['no reason to write off', 'movements', { kind: 'written_off', units: 1 }, 422, 'reason_required'],
    ['nothing received', 'movements', { kind: 'received', units: 0 }, 400, 'invalid_input'],
    ['a shipment by hand', 'movements', { kind: 'shipped', units: 1 }, 400, 'invalid_input'],
    ['a count without a reason', 'counts', { counted: 9 }, 400, 'invalid_input'],
    ['a count of an old view', 'counts', { counted: 9, reason: 'Counted', after: 1 }, 409, 'stock_moved'],
  ])('refuses %s and changes nothing', async (_, path, body, status, code) => {
    const answer = await fulfilment.post(`${SKU}/${path}`, body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(await stock()).toMatchObject({ onHand: 4, movements: 3 });
  });

  it('loses one with each shipment, and refuses the one that is not there', async () => {
    await fulfilment.post(`${SKU}/counts`, { counted: 1, reason: 'The rest was lent out', after: 3 });
    await approve(ids[2]!);
    const answers = await Promise.all([
      fulfilment.post(`/api/v1/rewards/${ids[1]}/shipment`, shipment('SN-2')),
      fulfilment.post(`/api/v1/rewards/${ids[2]}/shipment`, shipment('SN-3')),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const refused = answers.find(({ status }) => status === 422)!;
    expect([refused.json.code, refused.json.detail]).toEqual([
      'out_of_stock',
      expect.stringContaining('BELL-2'),
    ]);
    expect(await stock()).toMatchObject({ onHand: 0, promised: 1, free: -1 });
    expect((await movements())[0]).toBe('shipped -1 → 0');
    expect(await app.sql(`select 1 from device_unit where serial_number in ('SN-2', 'SN-3')`)).toHaveLength(
      1,
    );
  });

  it('takes a device back on the shelf, from where it may be given again under its serial number', async () => {
    const [gone] = await app.sql<{ id: string; serial: string }>(
      `select r.id, u.serial_number serial from reward r join device_unit u on u.shipment_id = r.shipment_id
        where r.state = 'shipped' and u.serial_number <> 'SN-1'`,
    );
    const [waits] = await app.sql<{ id: string }>(`select id from reward where state = 'approved'`);
    const again = (): Promise<Answer> =>
      fulfilment.post(`/api/v1/rewards/${waits!.id}/shipment`, shipment(gone!.serial.toLowerCase()));
    await fulfilment.post(`${SKU}/movements`, { kind: 'received', units: 1 });
    expect((await again()).json.code).toBe('serial_taken');
    const back = { reason: 'Refused at the door', returnedOn: '2019-03-13', toStock: true };
    expect((await fulfilment.post(`/api/v1/rewards/${gone!.id}/return`, back)).status).toBe(201);
    expect(await stock()).toMatchObject({ onHand: 2, promised: 1 });
    expect((await again()).status).toBe(201);
    expect((await movements()).slice(0, 2)).toEqual(['shipped -1 → 1', 'returned 1 → 2']);
    await approve(ids[3]!);
    expect(
      (await fulfilment.post(`/api/v1/rewards/${ids[3]}/shipment`, shipment(gone!.serial))).json.code,
    ).toBe('serial_taken');
  });

  it('tells fulfilment once each time it falls to its reorder level', async () => {
    // It has been short, and short again, since: the shelf was empty while one was promised.
    const before = await warnings();
    expect(before).toBeGreaterThan(0);
    await fulfilment.post(`${SKU}/movements`, { kind: 'received', units: 9 });
    expect(await stock()).toMatchObject({ onHand: 10, promised: 1, free: 9, low: false });
    expect(
      (
        await fulfilment.send(
          'PUT',
          `${SKU}/reorder-level`,
          { 'content-type': 'application/json' },
          '{"level":8}',
        )
      ).status,
    ).toBe(200);
    expect(await warnings()).toBe(before);
    await approve(ids[4]!);
    expect(await stock()).toMatchObject({
      free: 8,
      low: true,
      warning: 'Only 8 free, reorder level 8: order more',
    });
    await approve(ids[5]!);
    expect(await warnings()).toBe(before + 1);
    const [mail] = await app.sql<{ to: string }>(
      `select to_address::text "to" from email_message where template = 'mail/rewards/stock-low' order by created_at desc limit 1`,
    );
    expect(mail!.to).toBe(
      (
        await app.sql<{ email: string }>(
          `select p.email::text email from person p join membership m on m.person_id = p.id where m.role = 'fulfilment'`,
        )
      )[0]!.email,
    );
  });

  it('stands on Today for who orders it, and for nobody else, until there is enough again', async () => {
    const today = async (role: 'fulfilment' | 'admin' | 'rep'): Promise<string> =>
      (await (await app.signedIn(role)).get('/')).text.replaceAll('&#x3D;', '=');
    for (const role of ['fulfilment', 'admin'] as const) {
      const shown = await today(role);
      expect(shown).toContain('Order BELL-2');
      expect(shown).toContain('Only 7 free, reorder level 8: order more');
      expect(shown).toContain('href="/stock?sku=BELL-2"');
    }
    expect(await today('rep')).not.toContain('Order BELL-2');
    await fulfilment.post(`${SKU}/movements`, { kind: 'received', units: 2 });
    expect(await today('fulfilment')).not.toContain('Order BELL-2');
    await fulfilment.post(`${SKU}/movements`, { kind: 'written_off', units: 2, reason: 'Wrong model' });
    expect(await today('fulfilment')).toContain('Order BELL-2');
  });

  it('is refused any change of what was written, and is verified', async () => {
    await expect(app.sql('update stock_movement set units = units')).rejects.toThrow();
    await expect(app.sql('delete from stock_movement')).rejects.toThrow();
    await expect(app.sql('update stock_level set on_hand = -1')).rejects.toThrow(/stock_level_on_hand_ck/);
    const check = async (): Promise<string[]> =>
      (await app.get(Verifier).run()).find((verdict) => verdict.check === 'stock')!.faults;
    expect(await check()).toEqual([]);
    await app.sql('update stock_level set on_hand = on_hand + 1');
    expect(await check()).toEqual([expect.stringContaining('its movements come to')]);
    await app.sql('update stock_level set on_hand = on_hand - 1');
  });
});

describe('the page of stock', () => {
  it('is fulfilment’s and the admin’s, warns in words and records by form', async () => {
    const desk = await app.signedIn('fulfilment');
    const rep = await app.signedIn('rep');
    expect([
      (await rep.get('/stock')).status,
      (await rep.get('/rewards')).text.includes('href="/stock"'),
    ]).toEqual([403, false]);
    const list = await desk.get('/stock');
    expect([list.status, list.text.includes('reorder level 8: order more')]).toEqual([200, true]);
    const shown = await desk.get('/stock?sku=BELL-2');
    expect(shown.text).toContain('action="/stock/BELL-2/movements"');
    expect(shown.text).not.toMatch(/\[object Object\]/);
    expect((await desk.form('/stock/BELL-2/movements', { kind: 'received', units: '2' })).status).toBe(303);
    const refused = await desk.form('/stock/BELL-2/movements', {
      kind: 'written_off',
      units: '900',
      reason: 'Fire',
    });
    expect([refused.status, refused.text.includes('That is more than is on hand')]).toEqual([422, true]);
    const counted = await desk.form('/stock/OD%2FD%20SKU/counts', {
      counted: '4',
      reason: 'First count',
      after: '0',
    });
    expect([counted.status, counted.headers.get('location')]).toEqual([303, '/stock?sku=OD%2FD%20SKU']);
    expect((await desk.get('/stock?sku=OD%2FD%20SKU')).text).toContain(
      'action="/stock/OD%2FD%20SKU/reorder-level"',
    );
    expect((await desk.form('/stock/%3Cb%3E/counts', { counted: '4', reason: 'First count' })).status).toBe(
      422,
    );
  });
});
