import { buildDepartment } from '../factories/department.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('screens over many rooms', () => {
  let app: TestApp;
  let rep: TestClient;
  let departmentId: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-28T15:00:00Z' });
    rep = await app.signedIn('rep');
  });
  afterAll(() => app.close());

  it('say what to do first when there is nothing yet', async () => {
    expect((await rep.get('/')).text).toContain('Nothing is due');
    expect((await rep.get('/departments')).text).toContain('Import the agency list');
    expect((await rep.get('/reports')).text).toContain('nothing to count yet');
    expect((await rep.get('/search?q=nobody')).text).toContain('Nothing is called');
    expect((await rep.get('/imports')).text).toContain('No list imported yet');
  });

  it('show a department through its partnership', async () => {
    const department = await buildDepartment(app, {
      name: 'Pittsburg Police Department',
      city: 'Pittsburg',
      ori: 'KS0190100',
    });
    departmentId = department.id;
    const admin = await app.as('admin');
    await admin.post(`/api/v1/departments/${departmentId}/contacts`, {
      name: 'Dana Whitcomb',
      role: 'pio',
      email: 'dana@pd.example',
    });
    expect((await rep.get(`/departments/${departmentId}`)).text).toContain(
      'Nobody has talked to this department yet',
    );
    const pitch = await buildPitch(app, { department, stage: 'legal_review' });
    await pitch.rep.post(`/api/v1/pitches/${pitch.id}/activities`, {
      kind: 'call',
      subject: 'Talked about the terms',
    });
    const opened = await pitch.rep.post('/api/v1/partnerships', {
      pitchId: pitch.id,
      signedOn: '2019-02-28',
      endsOn: '2020-02-28',
      terms: { downloadsPerDevice: 20, deviceSku: 'HD2', deviceFmvCents: 20000, holdDays: 0 },
      alias: 'pittsburgpdks',
      keyword: 'PITTSBURGPD',
    });
    expect(opened.status).toBe(201);
    await app.drain();
    app.clock.set('2019-03-12T15:00:00Z');
    expect(
      (await pitch.rep.post(`/api/v1/partnerships/${opened.json.id}/activation`, { activeOn: '2019-03-12' }))
        .status,
    ).toBe(201);
    await app.drain();
    app.clock.set('2019-03-20T15:00:00Z');
    // The session of February has run out by then.
    rep = await app.signedIn('rep');
    const shown = await rep.get(`/departments/${departmentId}`);
    expect(shown.status).toBe(200);
    for (const words of [
      'KS0190100',
      '/r/pittsburgpdks',
      'PITTSBURGPD',
      'Talked about the terms',
      'Dana Whitcomb',
      'Green light',
    ]) {
      expect(shown.text).toContain(words);
    }
    expect((await rep.get(`/departments/${departmentId}?show=vendor`)).text).not.toContain(
      'Talked about the terms',
    );
  });

  it('list it with its figures and find it', async () => {
    const list = await rep.get('/departments?partnered=true');
    expect(list.text).toContain('Pittsburg Police Department');
    expect(list.text).toContain('8 d');
    const found = await rep.get('/search?q=pittsburg+ks');
    expect(found.text).toContain(`/departments/${departmentId}`);
    expect(found.text).toContain('KS0190100');
    const { json } = await rep.get('/api/v1/search?q=KS0190100');
    expect(json.groups[0].hits[0].href).toBe(`/departments/${departmentId}`);
  });

  it('report on what came of it', async () => {
    const days = 'from=2019-01-01&to=2019-03-20';
    const pipeline = await rep.get(`/reports?${days}`);
    expect(pipeline.status).toBe(200);
    for (const title of ['Funnel', 'What became of them', 'Days per stage', 'Why pitches ended', 'Forecast'])
      expect(pipeline.text).toContain(title);
    const people = await rep.get(`/reports/people?${days}`);
    expect(people.text).toContain('Who did what');
    const partners = await rep.get(`/reports/partners?${days}`);
    expect(partners.text).toContain('Pittsburg Police Department');
    expect(partners.text).toContain('Mar 20, 2019');
    expect((await rep.get('/reports?from=2019-13-45')).status).toBe(200);
    const funnel = await rep.get(`/reports/files/funnel.csv?${days}`);
    expect(funnel.headers.get('content-type')).toContain('text/csv');
    expect(funnel.text.split('\n').slice(0, 2)).toEqual([
      'stage,reached,share_of_opened,share_of_stage_before',
      'prospect,1,1,',
    ]);
    const files = ['conversion', 'days-per-stage', 'reasons', 'forecast', 'activity', 'activity-over-time'];
    for (const file of [...files, 'partners-by-state', 'downloads', 'undisclosed', 'gifts'])
      expect((await rep.get(`/reports/files/${file}.csv?${days}`)).status).toBe(200);
    expect((await rep.get('/reports/files/nothing.csv')).status).toBe(404);
  });

  it('tell today what is due and what went wrong', async () => {
    const pitch = await buildPitch(app, { rep: await app.as('rep') });
    const me = await app.as({ role: 'rep', email: 'me@vendor.example' });
    await pitch.rep.post(`/api/v1/pitches/${pitch.id}/tasks`, {
      title: 'Call the clerk',
      dueOn: '2019-03-18',
      ownerId: rep.personId,
    });
    const today = await rep.get('/');
    expect(today.text).toContain('Wednesday, 20 March');
    expect(today.text).toContain('Call the clerk');
    expect(today.text).toContain('Overdue');
    expect((await me.with({ accept: 'text/html' }).get('/')).text).not.toContain('Overdue');
  });

  it('are for the vendor side only; a department’s people have their own home', async () => {
    const pio = await app.signedIn({ role: 'pio', departmentId });
    const home = await pio.get('/');
    expect(home.status).toBe(200);
    expect(home.text).toContain('pittsburgpdks');
    expect(home.text).not.toContain('Call the clerk');
    for (const path of [
      '/departments',
      `/departments/${departmentId}`,
      '/reports',
      '/search?q=a',
      '/board',
      '/imports',
    ]) {
      expect((await pio.get(path)).status).toBe(403);
    }
  });
});
