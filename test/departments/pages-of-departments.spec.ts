import { buildDepartment } from '../factories/department.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('pages of departments and imports', () => {
  let app: TestApp;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2018-12-01T15:00:00Z' });
    rep = await app.signedIn('rep');
  });
  afterAll(() => app.close());

  const location = (answer: { headers: Headers }) => answer.headers.get('location') ?? '';

  it('enter a department by form, and show what is wrong with it', async () => {
    expect((await rep.get('/departments/new')).status).toBe(200);
    const refused = await rep.form('/departments', {
      name: 'Larkspur Police',
      kind: 'municipal_police',
      state: 'KS',
      ori: 'no',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('9 of A-Z and 0-9');
    expect(refused.text).toContain('Larkspur Police');
    const added = await rep.form('/departments', {
      name: 'Larkspur Police',
      kind: 'municipal_police',
      state: 'KS',
      ori: '',
    });
    expect(added.status).toBe(303);
    expect((await rep.get(location(added))).text).toContain('Larkspur Police');
  });

  it('change one, and clear what was emptied', async () => {
    const { id } = await buildDepartment(app, {
      website: 'https://pd.example',
      giftPolicy: { acceptor: 'chief' },
    });
    const edit = await rep.get(`/departments/${id}/edit`);
    expect(edit.text).toContain('https://pd.example');
    const saved = await rep.form(`/departments/${id}`, {
      name: 'Alder Falls PD',
      kind: 'municipal_police',
      state: 'KS',
      timeZone: 'America/Chicago',
      website: '',
      'giftPolicy.acceptor': '',
      'giftPolicy.limitCents': '',
      'shipTo.name': 'Front desk',
      'shipTo.line1': '1 Main St',
      'shipTo.city': 'Alder Falls',
      'shipTo.state': 'KS',
      'shipTo.postalCode': '66000',
    });
    expect([saved.status, location(saved)]).toEqual([303, `/departments/${id}`]);
    const api = await app.as('rep');
    const { json } = await api.get(`/api/v1/departments/${id}`);
    expect(json).toMatchObject({
      name: 'Alder Falls PD',
      website: null,
      giftPolicy: null,
      city: 'Alder Falls',
    });
    expect(json.shipTo).toMatchObject({ line1: '1 Main St', postalCode: '66000' });
  });

  it('add a contact, and show the form again when it is refused', async () => {
    const { id } = await buildDepartment(app);
    const refused = await rep.form(`/departments/${id}/contacts`, {
      name: 'Dana',
      role: 'pio',
      email: 'not an address',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('not an address');
    const added = await rep.form(`/departments/${id}/contacts`, {
      name: 'Dana Ruiz',
      role: 'pio',
      email: 'dana@pd.example',
    });
    expect(added.status).toBe(303);
    expect((await rep.get(`/departments/${id}`)).text).toContain('Dana Ruiz');
  });

  it('check, apply and undo a list', async () => {
    const upload = new FormData();
    upload.set('source', 'County list');
    upload.set(
      'file',
      new Blob(['ori,name,state\nTX9990100,Larkspur Police,TX\nTX9990200,,TX\n'], { type: 'text/csv' }),
      'county.csv',
    );
    const checked = await rep.send('POST', '/imports', { accept: 'text/html' }, upload);
    expect(checked.status).toBe(303);
    const page = await rep.get(location(checked));
    expect(page.text).toContain('would be created');
    expect(page.text).toContain('name_missing');
    expect((await rep.form(`${location(checked)}/application`, {})).status).toBe(303);
    await app.drain();
    expect((await rep.get(location(checked))).text).toContain('Undo this import');
    expect((await rep.form(`${location(checked)}/reversal`, {})).status).toBe(303);
    await app.drain();
    expect((await rep.get(location(checked))).text).toContain('Undone');
    expect((await rep.get('/imports')).text).toContain('county.csv');
  });

  it('show a broken file with its line', async () => {
    const upload = new FormData();
    upload.set('file', new Blob(['ori,name,state\nTX1,"open\n'], { type: 'text/csv' }), 'broken.csv');
    const refused = await rep.send('POST', '/imports', { accept: 'text/html' }, upload);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('line 2');
  });
});
