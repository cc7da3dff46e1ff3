import { buildRewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { pdfUaFaults } from '../platform/pdf-ua.js';
import { pdfText } from '../support/pdf-text.js';

let app: TestApp;
let fulfilment: TestClient;
let id: string;

const SHIP_TO = {
  recipient: 'Property room #3 *east*',
  line1: '201 N Pine St $x$',
  city: 'Pittsburg',
  state: 'KS',
  postalCode: '66762',
};

/** A department with one device approved and ready to be packed; its id. */
async function approved(shipTo: object | null): Promise<string> {
  const parents = await buildRewardParents(app, { shipTo });
  await parents.settle(20);
  const pio = await app.as({ role: 'pio', departmentId: parents.departmentId });
  const admin = await app.as('admin');
  const { data } = (await admin.get(`/api/v1/rewards?partnershipId=${parents.partnershipId}`)).json;
  const path = `/api/v1/rewards/${data[0].id}`;
  const council = { authority: 'council', acceptedOn: '2019-03-26', resolutionNumber: '1214' };
  expect((await pio.post(`${path}/acceptance`, council)).status).toBe(201);
  expect((await admin.post(`${path}/approval`, {})).status).toBe(201);
  return data[0].id as string;
}

beforeAll(async () => {
  app = await startTestApp({ now: '2019-03-28T15:00:00Z' });
  fulfilment = await app.as('fulfilment');
  id = await approved(SHIP_TO);
});
afterAll(() => app.close());

describe('the pick list', () => {
  it('names what to take for whom, and apart from it what has no address', async () => {
    const lacking = await approved(null);
    const desk = await app.signedIn('fulfilment');
    const { status, text } = await desk.get('/rewards/pick-list');
    expect(status).toBe(200);
    const [listed = '', missing = ''] = text.split('no ship-to address');
    expect(listed).toMatch(/BELL-2<\/span>: take 1</);
    expect(listed).toContain(`/rewards/${id}`);
    expect(listed).toContain('Pittsburg, KS 66762');
    expect([listed.includes(lacking), missing.includes(lacking)]).toEqual([false, true]);
    expect((await desk.get('/rewards')).text).toContain('href="/rewards/pick-list"');
    expect((await (await app.signedIn('rep')).get('/rewards/pick-list')).status).toBe(403);
  });
});

describe('the packing slip', () => {
  it('is there with the shipment, and for fulfilment alone', async () => {
    expect((await fulfilment.get(`/api/v1/rewards/${id}/packing-slip.pdf`)).status).toBe(404);
    expect((await fulfilment.get('/api/v1/rewards/none/packing-slip.pdf')).status).toBe(404);
    const shipment = {
      sku: 'BELL-2',
      serialNumber: 'SN-40817',
      carrier: 'UPS',
      trackingNumber: '1Z-EXAMPLE',
      shippedOn: '2019-03-28',
    };
    expect((await fulfilment.post(`/api/v1/rewards/${id}/shipment`, shipment)).status).toBe(201);
    expect((await (await app.as('rep')).get(`/api/v1/rewards/${id}/packing-slip.pdf`)).status).toBe(403);
  });

  it('is a tagged PDF that says what is sent to whom, that it was accepted, and the disclosure', async () => {
    const { status, bytes, headers } = await fulfilment.bytes(`/api/v1/rewards/${id}/packing-slip.pdf`);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'application/pdf',
      'private, no-store',
    ]);
    expect(pdfUaFaults(bytes)).toEqual([]);
    expect(bytes.toString('latin1')).toContain('/S /TH');
    const text = pdfText(bytes);
    // What people typed stands there as they typed it: nothing of it is read as markup.
    for (const said of [
      'Packing slip: device 1, Department ',
      'Property room #3 *east*',
      '201 N Pine St $x$',
      'Pittsburg, KS 66762',
      'BELL-2',
      'SN-40817',
      'Device 1',
      'Shipped on 28 Mar 2019 with UPS, 1Z-EXAMPLE.',
      'A gift is the city’s only when it has been accepted. This one was accepted by its council on 26 Mar 2019, resolution 1214.',
      'earns one $200 device per 20 downloads of the app through this link.',
    ])
      expect(text).toContain(said);
    const page = await (await app.signedIn('fulfilment')).get(`/rewards/${id}`);
    expect(page.text).toContain(`href="/rewards/${id}/packing-slip.pdf"`);
    const beside = await (await app.signedIn('fulfilment')).bytes(`/rewards/${id}/packing-slip.pdf`);
    expect(beside.bytes.equals(bytes)).toBe(true);
  });
});
