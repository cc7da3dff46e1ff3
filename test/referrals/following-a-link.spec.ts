import { createRequire } from 'node:module';
import jsQR from 'jsqr';
import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { pdfUaFaults } from '../platform/pdf-ua.js';
import { pdfText } from '../support/pdf-text.js';

const require = createRequire(import.meta.url);
/** The reader of PNG that the maker of QR codes brings along. */
const { PNG } = createRequire(require.resolve('qrcode'))('pngjs') as {
  PNG: { sync: { read(bytes: Buffer): { width: number; height: number; data: Buffer } } };
};

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_1 like Mac OS X) Resident/1';

describe('following a referral link', () => {
  let app: TestApp;
  let partnership: BuiltPartnership;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-03-12T15:00:00Z' });
    partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
  });
  afterAll(() => app.close());

  const follow = (path: string, agent = IPHONE) =>
    app.anyone().with({ 'user-agent': agent, accept: 'text/html' }).get(path);

  it('leads to the public page until the stores are set up', async () => {
    const answer = await follow(`/r/${partnership.alias}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      `http://localhost:3000/transparency/${partnership.department.slug}`,
    ]);
  });

  it('counts visits by local day, and keeps nothing of the visitor', async () => {
    await follow(`/r/${partnership.alias.toUpperCase()}`);
    await app.anyone().send('HEAD', `/r/${partnership.alias}`);
    // Still the 12th in Kansas.
    app.clock.set('2019-03-13T04:59:00Z');
    await follow(`/r/${partnership.alias}`);
    app.clock.set('2019-03-13T05:00:00Z');
    await follow(`/r/${partnership.alias}`);
    expect(await app.sql('select day::text, clicks::int from link_click_day order by day')).toEqual([
      { day: '2019-03-12', clicks: 3 },
      { day: '2019-03-13', clicks: 1 },
    ]);
    const columns = await app.sql(
      `select column_name from information_schema.columns where table_name = 'link_click_day' order by 1`,
    );
    expect(columns.map((row) => row['column_name'])).toEqual(['alias', 'clicks', 'day', 'department_id']);
  });

  it('has a QR image that scans to the link', async () => {
    const answer = await app.anyone().get(`/r/${partnership.alias}/qr.svg`);
    expect(answer.headers.get('content-type')).toContain('image/svg+xml');
    expect(answer.text).toMatch(/^<svg [^>]*viewBox=/);
    expect(answer.text).not.toMatch(/style=|<script/);
  });

  it('has it in 1200 pixels too, from which a scanner reads the link', async () => {
    const { status, bytes, headers } = await app.anyone().bytes(`/r/${partnership.alias}/qr.png`);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'image/png',
      'public, max-age=86400',
    ]);
    const { width, height, data } = PNG.sync.read(bytes);
    expect([width, height]).toEqual([1200, 1200]);
    const read = (jsQR as unknown as typeof jsQR.default)(new Uint8ClampedArray(data), width, height);
    expect(read?.data).toBe(`http://localhost:3000/r/${partnership.alias}`);
  });

  it('has a poster: a tagged PDF with the link, the keyword, the department and the disclosure of the live terms', async () => {
    const path = `/r/${partnership.alias}/poster.pdf`;
    const { status, bytes, headers } = await app.anyone().bytes(path);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'application/pdf',
      'public, max-age=3600',
    ]);
    const source = bytes.toString('latin1');
    expect(source).toMatch(/^%PDF-1\.7/);
    expect(pdfUaFaults(bytes)).toEqual([]);
    expect(source).toContain('/Alt (QR code that leads to localhost:3000/r/');
    // Drawn, not a picture of points.
    expect(source).not.toContain('/Subtype /Image');
    const text = pdfText(bytes);
    expect(text).toContain(partnership.department.name);
    expect(text).toContain(`localhost:3000/r/${partnership.alias}`);
    expect(text).toContain(partnership.keyword);
    expect(text).toContain('earns one $200 device per 20 downloads of the app through this link.');
    expect((await app.anyone().bytes(path)).bytes.equals(bytes)).toBe(true);
    const terms = {
      from: '2019-03-13',
      downloadsPerDevice: 25,
      deviceSku: 'HD2',
      deviceFmvCents: 20_000,
      holdDays: 0,
    };
    const added = await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/terms`, terms);
    expect(added.status).toBe(201);
    expect(pdfText((await app.anyone().bytes(path)).bytes)).toContain('per 25 downloads');
  });

  it('knows nothing of a link nobody holds', async () => {
    for (const path of [
      '/r/nobody-has-this',
      '/r/ab',
      '/r/%00',
      '/r/nobody-has-this/qr.svg',
      '/r/nobody-has-this/qr.png',
      '/r/nobody-has-this/poster.pdf',
    ])
      expect((await follow(path)).status).toBe(404);
  });

  it('says that the program has ended, the day after its last', async () => {
    // The last minute of 28 February 2020 in Kansas; no job has run.
    app.clock.set('2020-02-29T05:59:00Z');
    expect((await follow(`/r/${partnership.alias}`)).status).toBe(302);
    app.clock.set('2020-02-29T06:00:00Z');
    const answer = await follow(`/r/${partnership.alias}`);
    expect(answer.status).toBe(410);
    expect(answer.text.toLowerCase()).toContain('this program has ended');
    expect((await follow(`/r/${partnership.alias}/poster.pdf`)).status).toBe(410);
    await app.runScheduled('partnerships.end-due');
    expect((await follow(`/r/${partnership.alias}`)).status).toBe(410);
    const after = {
      provider: 'generic',
      externalId: 'late-1',
      kind: 'install',
      alias: partnership.alias,
      occurredAt: '2020-02-29T06:00:00Z',
    };
    await partnership.rep.post('/api/v1/downloads', { events: [after] });
    const progress = await partnership.rep.get(`/api/v1/partnerships/${partnership.id}/progress`);
    expect(progress.json.disqualified).toEqual({ after_end: 1 });
  });
});
