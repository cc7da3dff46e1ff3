import { buildRewardParents, type RewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

let app: TestApp;
let parents: RewardParents;
let admin: TestClient;
let pio: TestClient;
let id: string;

beforeAll(async () => {
  app = await startTestApp({ now: '2019-03-13T15:00:00Z' });
  parents = await buildRewardParents(app);
  await parents.settle(40);
  admin = await app.signedIn('admin');
  pio = await app.signedIn({ role: 'pio', departmentId: parents.departmentId });
  id = (await app.sql<{ id: string }>('select id from reward where ordinal = 1'))[0]!.id;
});
afterAll(() => app.close());

describe('the department’s page of gifts', () => {
  it('offers what is offered, and shows a refused form again with what was typed', async () => {
    const page = await pio.get('/gifts');
    expect([page.status, page.text.includes(`/gifts/${id}/acceptance`)]).toEqual([200, true]);
    const refused = await pio.form(`/gifts/${id}/acceptance`, {
      authority: 'council',
      acceptedOn: '2019-03-13',
      resolutionNumber: '',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('enter the resolution number');
    const unread = await pio.form(`/gifts/${id}/refusal`, {});
    expect(unread.status).toBe(422);
  });

  it('takes an acceptance and comes back with a notice', async () => {
    const answer = await pio.form(`/gifts/${id}/acceptance`, {
      authority: 'council',
      acceptedOn: '2019-03-13',
      resolutionNumber: '2019-14',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/gifts']);
    expect((await pio.get('/gifts')).text).toContain('2019-14');
    expect(
      (
        await pio.form(`/gifts/${id}/acceptance`, {
          authority: 'council',
          acceptedOn: '2019-03-13',
          resolutionNumber: 'x',
        })
      ).status,
    ).toBe(422);
  });
});

describe('the document of an acceptance', () => {
  it('is attached by form or by JSON, kept, and read by whoever may see the device', async () => {
    const second = (await app.sql<{ id: string }>('select id from reward where ordinal = 2'))[0]!.id;
    const form = new FormData();
    form.set('authority', 'council');
    form.set('acceptedOn', '2019-03-13');
    form.set('resolutionNumber', '2019-15');
    form.set('document', new Blob(['%PDF-1.7 resolution']), 'resolution.pdf');
    form.set('acceptedOn', '2019-03-14');
    const refused = await pio.send('POST', `/gifts/${second}/acceptance`, {}, form);
    expect([refused.status, refused.text.includes('resolution.pdf is kept.')]).toEqual([422, true]);
    form.set('acceptedOn', '2019-03-13');
    form.set('document', new Blob([]), '');
    form.set('document.kept', /name="document\.kept" value="([^"]+)"/.exec(refused.text)?.[1] ?? '');
    const answer = await pio.send('POST', `/gifts/${second}/acceptance`, {}, form);
    expect(answer.status).toBe(303);
    const document = await admin.get(`/rewards/${second}/acceptance-document`);
    expect([document.status, document.text]).toEqual([200, '%PDF-1.7 resolution']);
    expect(document.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''resolution.pdf");
    // It was kept for two days at first, with the form that was refused; now it is on the record.
    const then = app.clock.now();
    app.clock.set(new Date(then.getTime() + 3 * 24 * 60 * 60 * 1000).toISOString());
    await app.runScheduled('files.sweep');
    app.clock.set(then.toISOString());
    expect((await admin.get(`/rewards/${second}/acceptance-document`)).status).toBe(200);
    const other = await buildRewardParents(app);
    const stranger = await app.signedIn({ role: 'pio', departmentId: other.departmentId });
    expect((await stranger.get(`/rewards/${second}/acceptance-document`)).status).toBe(404);
    expect((await admin.get(`/rewards/${id}/acceptance-document`)).status).toBe(404);
  });
});

describe('the vendor’s pages of rewards', () => {
  it('list what waits, by state too', async () => {
    const page = await admin.get('/rewards');
    expect([page.status, page.text.includes(`/rewards/${id}`)]).toEqual([200, true]);
    expect(page.text).not.toMatch(/\[object Object\]|step="[a-z]/);
    expect((await admin.get(`/rewards/${id}`)).text).not.toMatch(/\[object Object\]|step="[a-z]/);
    expect((await admin.get('/rewards?state=offered')).status).toBe(200);
    expect((await admin.get('/rewards?state=nonsense')).status).toBe(400);
  });

  it('take a device through approval, shipment, loss and return', async () => {
    const step = async (name: string, fields: Record<string, string>): Promise<number> =>
      (await admin.form(`/rewards/${id}/${name}`, fields)).status;
    const shipment = {
      sku: 'BELL-2',
      serialNumber: 'SN-1',
      carrier: 'UPS',
      trackingNumber: '1Z',
      shippedOn: '2019-03-13',
    };
    expect(await step('shipment', shipment)).toBe(422);
    expect(await step('approval', {})).toBe(303);
    expect(await step('shipment', { ...shipment, shippedOn: '2019-03-14' })).toBe(422);
    expect(await step('shipment', shipment)).toBe(303);
    expect(await step('loss', { reason: 'Lost by the carrier' })).toBe(303);
    expect(await step('shipment', shipment)).toBe(409);
    expect(await step('shipment', { ...shipment, serialNumber: 'SN-2' })).toBe(303);
    expect(await step('return', { reason: 'Refused at the door', returnedOn: '2019-03-13' })).toBe(303);
    const page = await admin.get(`/rewards/${id}`);
    expect([page.status, page.text.includes('Refused at the door')]).toEqual([200, true]);
  });

  it('send each side to its own page, and know no device that is not there', async () => {
    expect((await pio.get('/rewards')).headers.get('location')).toBe('/gifts');
    expect((await admin.get('/gifts')).headers.get('location')).toBe('/rewards');
    expect((await admin.get('/rewards/not-an-id')).status).toBe(404);
  });
});
