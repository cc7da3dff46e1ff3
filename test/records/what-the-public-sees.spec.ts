import { buildDepartment } from '../factories/department.js';
import { type BuiltPartnership, buildPartnership, someEvents } from '../factories/partnership.js';
import { type TestApp, startTestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const SHIP_TO = {
  name: 'Sally Port, rear gate',
  line1: '17 Hidden Dock Lane',
  city: 'Alder Falls',
  state: 'KS',
  postalCode: '66762',
};

describe('what the public sees', () => {
  let app: TestApp;
  let anyone: TestClient;
  let partnership: BuiltPartnership;
  let slug: string;
  const page = (path: string) => anyone.with({ accept: 'text/html' }).get(path);

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-28T18:00:00Z' });
    anyone = app.anyone();
    const department = await buildDepartment(app, {
      shipTo: SHIP_TO,
      giftPolicy: { acceptor: 'council' },
      ori: 'KS0190100',
    });
    slug = department.slug;
    partnership = await buildPartnership(app, { department });
  }, 60_000);
  afterAll(() => app.close());

  it('shows a signed partnership before its link works', async () => {
    const answer = await page(`/transparency/${slug}`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Announced: not yet');
    expect((await page('/transparency')).text).toContain(`href="/transparency/${slug}"`);
  });

  it('counts undisclosed days while nobody has been told, the same on page, data, feed and list', async () => {
    app.clock.set('2019-03-12T18:00:00Z');
    await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/activation`, {
      activeOn: '2019-03-12',
    });
    app.clock.set('2019-04-02T04:30:00Z'); // still 1 April in the department's zone
    expect(await everywhere()).toEqual({ page: 20, json: 20, csv: '20, still running', feed: 20, list: 20 });
  });

  it('stops counting on the day of the announcement', async () => {
    app.clock.set('2019-04-22T15:00:00Z');
    await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/announcement`, {
      announcedOn: '2019-04-22',
    });
    app.clock.set('2019-06-01T15:00:00Z');
    expect(await everywhere()).toEqual({ page: 41, json: 41, csv: '41', feed: 41, list: 41 });
    const text = (await page(`/transparency/${slug}`)).text.replace(/\s+/g, ' ');
    expect(text).toContain(
      'From 12 March 2019 to 22 April 2019 the partnership was running and the public had not been told.',
    );
    expect(text).toContain('The announcement came 53 days after the agreement was signed.');
  });

  it('shows downloads by month and the devices they earned', async () => {
    const events = someEvents(21, partnership.alias, { occurredAt: '2019-05-02T18:00:00Z' });
    expect((await partnership.rep.post('/api/v1/downloads', { events })).status).toBe(202);
    await app.drain();
    const { record } = (await anyone.get(`/transparency/${slug}.json`)).json;
    expect(record.downloads).toMatchObject({ qualifying: 21, byMonth: [{ month: '2019-05', counted: 21 }] });
    expect(record.devices).toMatchObject([{ ordinal: 1, state: 'offered', fmvCents: 20_000 }]);
    const text = (await page(`/transparency/${slug}`)).text;
    expect(text).toContain('1 earned, $200 kept');
    expect(text).toContain('21 counted: 1 of 20 to device 2');
  });

  it('seals the figures so that anyone can check them', async () => {
    const { record, seal } = (await anyone.get(`/transparency/${slug}.json`)).json;
    const { sealOf } = await import('../../src/records/seal.js');
    expect(sealOf(record)).toBe(seal);
    expect((await page(`/transparency/${slug}`)).text).toContain(seal);
  });

  it('lets no byte out that is the vendor’s, a person’s or where things are sent', async () => {
    await partnership.rep.post(`/api/v1/pitches/${partnership.pitchId}/activities`, {
      kind: 'note',
      body: 'Forecast: eleven devices by winter',
      visibility: 'vendor',
    });
    const bytes: string[] = [];
    for (const path of [
      '',
      '.json',
      '.csv',
      '.atom',
      `/${slug}`,
      `/${slug}.json`,
      `/${slug}.csv`,
      `/${slug}.atom`,
      '/corrections',
      '/method',
    ]) {
      const answer = await page(`/transparency${path}`);
      expect([path, answer.status]).toEqual([path, 200]);
      bytes.push(answer.text);
    }
    for (const secret of ['Hidden Dock', 'Sally Port', 'Forecast', 'people.example', 'event-1"']) {
      expect(bytes.join('\n')).not.toContain(secret);
    }
  });

  it('carries no script and no style of its own', async () => {
    for (const path of [
      '/transparency',
      `/transparency/${slug}`,
      '/transparency/method',
      '/transparency/corrections',
    ]) {
      const { text } = await page(path);
      expect(text).not.toMatch(/<script|\sstyle=|\son[a-z]+=/);
    }
  });

  it('sends the old address of a renamed department to the new one, for ever and in every form', async () => {
    await app.sql(`update department_slug set current = false where slug = $1`, [slug]);
    await app.sql(
      `insert into department_slug (slug, department_id, current) values ('alder-falls-town-ks', $1, true)`,
      [partnership.departmentId],
    );
    for (const ending of ['', '.json', '.csv', '.atom']) {
      const answer = await anyone.get(`/transparency/${slug}${ending}`);
      expect(answer.status).toBe(301);
      expect(answer.headers.get('location')).toBe(`/transparency/alder-falls-town-ks${ending}`);
    }
    slug = 'alder-falls-town-ks';
    expect((await page(`/transparency/${slug}`)).status).toBe(200);
  });

  it('has no page for a department without a partnership, nor for a name nobody has', async () => {
    const other = await buildDepartment(app);
    expect((await page(`/transparency/${other.slug}`)).status).toBe(404);
    expect((await page('/transparency/no-such-place-ks')).status).toBe(404);
    expect((await anyone.get('/transparency/no-such-place-ks.json')).status).toBe(404);
  });

  it('finds by state, kind and name, and takes nonsense for no filter', async () => {
    const found = async (query: string) => (await anyone.get(`/transparency.json?${query}`)).json.data.length;
    expect(await found('state=KS&kind=municipal_police&q=alder')).toBe(1);
    expect(await found('state=TX')).toBe(0);
    expect(await found('q=%25')).toBe(0);
    expect(await found('state=%27;drop&kind=navy&utm_source=x')).toBe(1);
    expect((await page('/transparency?state=TX')).text).toContain('No partnership fits');
    expect((await page('/transparency?cursor=x')).status).not.toBe(500);
  });

  async function everywhere() {
    const number = (text: string, pattern: RegExp): number =>
      Number(pattern.exec(text.replace(/\s+/g, ' '))?.[1]);
    const csv = (await anyone.get(`/transparency/${slug}.csv`)).text;
    return {
      page: number((await page(`/transparency/${slug}`)).text, /<p class="days">([\d,]+)/),
      json: (await anyone.get(`/transparency/${slug}.json`)).json.record.partnership.undisclosedDays,
      csv: /Undisclosed days,"?([^"\n]*?)"?,,\n/.exec(csv)?.[1],
      feed: number((await anyone.get(`/transparency/${slug}.atom`)).text, /<subtitle>(\d+) undisclosed days/),
      list: (await anyone.get('/transparency.json')).json.data.find((row: { page: string }) =>
        row.page.endsWith(slug),
      )?.undisclosedDays,
    };
  }
});
