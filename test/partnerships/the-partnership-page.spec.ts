import { buildPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('the partnership page', () => {
  let app: TestApp;
  let rep: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-15T15:00:00Z' });
    rep = await app.signedIn('rep');
  });
  afterAll(() => app.close());

  it('shows dates, terms, disclosure and the forms a rep needs', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const page = await rep.get(`/partnerships/${p.id}`);
    expect(page.status).toBe(200);
    for (const text of [
      'Partnership with',
      'earns one $200 device per 20 downloads',
      '95 undisclosed days',
      'Announcement',
      'Change the terms',
    ])
      expect(page.text).toContain(text);
    expect(page.text).not.toMatch(/ style=|<script(?![^>]*src=)/);
  });

  it('takes dates by form and goes back to the department; a refused one says why beside its field', async () => {
    const p = await buildPartnership(app);
    const done = await rep.form(`/partnerships/${p.id}/activation`, { activeOn: '2019-03-12' });
    expect([done.status, done.headers.get('location')]).toEqual([303, `/departments/${p.departmentId}`]);
    const refused = await rep.form(`/partnerships/${p.id}/announcement`, {
      announcedOn: '2019-06-16',
      url: '',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Enter today or a day before');
    expect(refused.text).toContain('value="2019-06-16"');
    const terms = {
      from: '2019-06-01',
      downloadsPerDevice: '10',
      deviceSku: 'HD2',
      deviceFmvCents: '20000',
      holdDays: '0',
      'cap.devices': '',
      'cap.per': '',
    };
    expect((await rep.form(`/partnerships/${p.id}/terms`, terms)).status).toBe(303);
    expect((await rep.form(`/partnerships/${p.id}/terms`, { ...terms, 'cap.per': 'year' })).status).toBe(422);
    expect((await rep.form(`/partnerships/${p.id}/end`, { endedOn: '2019-06-14' })).status).toBe(422);
    const file = new FormData();
    file.set('endsOn', '2021-02-28');
    file.set('agreement', new Blob(['renewed']), 'renewal.pdf');
    expect(
      (await rep.send('POST', `/partnerships/${p.id}/renewal`, { accept: 'text/html' }, file)).status,
    ).toBe(303);
    file.delete('agreement');
    expect(
      (await rep.send('POST', `/partnerships/${p.id}/renewal`, { accept: 'text/html' }, file)).status,
    ).toBe(422);
    expect(
      (await rep.form(`/partnerships/${p.id}/end`, { endedOn: '2019-06-14', reason: 'Over' })).status,
    ).toBe(303);
  });

  it('is the department’s to read, without the forms', async () => {
    const [own, other] = [await buildPartnership(app), await buildPartnership(app)];
    const pio = await app.signedIn({ role: 'pio', departmentId: own.departmentId });
    const page = await pio.get(`/partnerships/${own.id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('Active day');
    expect((await pio.get(`/partnerships/${other.id}`)).status).toBe(404);
    expect((await pio.get(`/partnerships/${own.id}/progress`)).status).toBe(200);
    expect((await pio.get(`/partnerships/${other.id}/progress`)).status).toBe(404);
    expect(
      (await pio.form(`/partnerships/${own.id}/end`, { endedOn: '2019-06-14', reason: 'x' })).status,
    ).toBe(403);
  });
});
