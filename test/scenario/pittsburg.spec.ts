import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plot } from '../../src/demo/desk.js';
import { HUNDRED } from '../../src/demo/story/app-events.js';
import * as devices from '../../src/demo/story/devices.js';
import * as ending from '../../src/demo/story/ending.js';
import * as releases from '../../src/demo/story/release.js';
import { sign, TERMS } from '../../src/demo/story/signing.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { branchBody, RESIDENT } from '../support/branch-body.js';
import type { TestClient } from '../support/client.js';
import { HttpDesk } from '../support/http-desk.js';

const SECRET = 'branch-test-secret-0123456789';
const REAL_LIST = path.join(
  process.env['LIAISON_DATA'] ?? path.join(projectRoot(), '..', 'shared', 'data'),
  'fbi-agencies-2017.csv',
);
const LIST_HEAD =
  'ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng,months_reported,nibrs_months_reported,past_10_years_reported';
const SMALL_LIST = [
  LIST_HEAD,
  'KS0190100,KS,Pittsburg Police Department,City,Crawford,37.507229,-94.850976,12,12,10',
  'KS0190300,KS,Pittsburg State University,University or College,Crawford,37.507229,-94.850976,12,12,10',
  'CA0070900,CA,Pittsburg Police Department,City,Contra Costa,37.919479,-121.951543,12,0,10',
  'TX0320100,TX,Pittsburg Police Department,City,Camp,32.973164,-94.978874,12,0,10',
  'MA014669E,MA,,Other,Suffolk,,,0,0,0',
].join('\n');

/** The story of one department from first call to sunset, told once through HTTP with a set clock. */
describe('the Pittsburg story', () => {
  let app: TestApp;
  let desk: HttpDesk;
  let rep: TestClient;
  const plot = {} as Plot;
  const progress = async (): Promise<any> =>
    (await rep.get(`/api/v1/partnerships/${plot.partnershipId}/progress`)).json;

  beforeAll(async () => {
    app = await startTestApp({ now: '2018-12-03T15:00:00Z' });
    desk = new HttpDesk(app);
    rep = await app.as({ role: 'rep', name: 'Another rep' });
  });
  afterAll(() => app.close());

  it('1 imports the agency list and finds Pittsburg by ORI, never by name alone', async () => {
    const real = existsSync(REAL_LIST);
    if (!real)
      process.stderr.write('The real agency list is not beside the checkout; the small one stands in.\n');
    const csv = real ? await readFile(REAL_LIST) : Buffer.from(SMALL_LIST);
    const preview = await rep.send(
      'POST',
      '/api/v1/department-imports?source=fbi-2017',
      { 'content-type': 'text/csv' },
      csv,
    );
    expect(preview.status).toBe(201);
    expect(preview.json).toMatchObject({
      state: 'previewed',
      counts: { flagged: 1, created: real ? 23_242 : 4 },
    });
    expect((await rep.post(`/api/v1/department-imports/${preview.json.id}/application`)).status).toBe(202);
    await app.drain();
    const applied = await rep.get(`/api/v1/department-imports/${preview.json.id}`);
    expect(applied.json).toMatchObject({
      state: 'applied',
      counts: { created: real ? 23_242 : 4, flagged: 1 },
    });
    const kansas = await rep.get('/api/v1/departments?q=Pittsburg&state=KS');
    const names = kansas.json.data.map((row: { name: string }) => row.name);
    expect(names).toEqual(
      expect.arrayContaining(['Pittsburg Police Department', 'Pittsburg State University']),
    );
    expect(kansas.json.data.every((row: { state: string }) => row.state === 'KS')).toBe(true);
  });

  it('2 and 3 pitches, is refused a code for officers, and opens everything with the green light', async () => {
    await desk.enter(await desk.departmentId('KS0190100'));
    await sign(desk, plot);
    const shown = await rep.get(`/api/v1/partnerships/${plot.partnershipId}`);
    expect(shown.json).toMatchObject({ state: 'signed', signedOn: '2019-02-28', endsOn: '2020-02-28' });
    const link = await app.anyone().get('/r/pittsburgpdks');
    expect(link.status).toBe(302);
    const drafts = await rep.get(`/api/v1/drafts?partnershipId=${plot.partnershipId}`);
    expect(drafts.json.data.map((draft: { kind: string }) => draft.kind).sort()).toEqual([
      'press_release',
      'social_post',
      'social_post',
      'social_post',
    ]);
    const mails = await app.sql<{ topic: string }>(
      `select topic from email_message where to_address = 'dana.whitcomb@pittsburg-pd.example'`,
    );
    expect(mails.length).toBeGreaterThanOrEqual(1);
    expect(
      (await app.anyone().with({ accept: 'text/html' }).get(new URL(plot.publicUrl).pathname)).status,
    ).toBe(200);
  });

  it('3 refuses the alias to a second department', async () => {
    const [other] = await app.sql<{ id: string }>(`select id from department where ori = 'CA0070900'`);
    await rep.patch(`/api/v1/departments/${other?.id}`, {
      city: 'Pittsburg',
      timeZone: 'America/Los_Angeles',
    });
    const pitch = await rep.post('/api/v1/pitches', {
      departmentId: other?.id,
      offer: { downloadsPerDevice: 20, deviceSku: 'HD2', deviceFmvCents: 20_000, recipient: 'department' },
    });
    await rep.post(`/api/v1/pitches/${pitch.json.id}/stage-changes`, { to: 'legal_review' });
    const body = {
      pitchId: pitch.json.id,
      signedOn: '2019-02-28',
      endsOn: '2020-02-28',
      terms: TERMS,
      alias: 'pittsburgpdks',
      keyword: 'PITTSBURGCA',
    };
    expect((await rep.post('/api/v1/partnerships', body)).json).toMatchObject({
      status: 409,
      code: 'alias_taken',
    });
    expect(
      (await rep.post('/api/v1/partnerships', { ...body, alias: 'pittsburgpdca', keyword: 'PITTSBURGPD' }))
        .json,
    ).toMatchObject({ status: 409, code: 'keyword_taken' });
  });

  it('4 is active on 12 March: the activation reminder is out, 19 of 20, no device', async () => {
    await devices.activate(desk, plot);
    expect(await progress()).toMatchObject({
      qualifying: 19,
      earned: 0,
      issued: 0,
      remainder: 19,
      disqualified: { before_activation: 1 },
    });
    const march = await rep.get('/api/v1/reminders?period=2019-03');
    expect(march.json.data).toEqual([expect.objectContaining({ kind: 'activation', state: 'sent' })]);
  });

  it('5 offers device 1 at the 20th and ships nothing unaccepted', async () => {
    await devices.firstDevice(desk, plot);
    expect(await progress()).toMatchObject({
      qualifying: 20,
      earned: 1,
      issued: 1,
      remainder: 0,
      valueCents: 20_000,
    });
    expect(await devices.rewardOf(desk, plot, 1)).toMatchObject({ state: 'offered', fmvCents: 20_000 });
  });

  it('6 delivers device 1 after the council accepted', async () => {
    await devices.deliverFirstDevice(desk, plot);
    expect(await devices.rewardOf(desk, plot, 1)).toMatchObject({ state: 'delivered' });
  });

  it('7 takes four hunks, three accepted; whose hunks stand may not approve; a comma voids, and restores', async () => {
    await releases.submitRelease(desk, plot);
    await releases.answerRedline(desk, plot);
    const answered = await releases.revisionOf(desk, plot.releaseDraftId);
    expect(answered.values['chiefQuote']).toContain('another surveillance system');
    expect(answered.body['on_the_record']).toContain('once a year');
    await releases.approveRelease(desk, plot);
    expect(await releases.comma(desk, plot)).toEqual({
      without: 'approved',
      withComma: 'draft',
      again: 'approved',
    });
  });

  it('8 releases at 10:00 and not at 09:59; 41 undisclosed days on page, feed and list alike', async () => {
    await devices.installsBeforeAnnouncement(desk);
    expect(await progress()).toMatchObject({ qualifying: 42 });
    const released = await releases.release(desk, plot);
    expect(released['releasedAt']).toBe('2019-04-22T15:00:00.000Z');
    await devices.lateInstall(desk);
    expect(await progress()).toMatchObject({
      qualifying: 43,
      earned: 2,
      remainder: 3,
      valueCents: 40_000,
      undisclosedDays: 41,
    });
    const page = await app.anyone().with({ accept: 'text/html' }).get(new URL(plot.publicUrl).pathname);
    expect(page.text).toContain('PITTSBURG, Kan. (April 22, 2019) —');
    expect(page.text).toMatch(/41/);
    const feed = await app.anyone().get(`${new URL(plot.publicUrl).pathname}.json`);
    expect(feed.json.record.partnership.undisclosedDays).toBe(41);
    const text = await rep.get(`/api/v1/drafts/${plot.releaseDraftId}/export.txt`);
    expect(text.text).toContain('earns one $200 device per 20 downloads');
    expect(text.text.trimEnd()).toMatch(/###$/);
    const [late] = await app.sql<{ disposition: string }>(
      `select disposition from download_decision d join download x on x.id = d.download_id where x.external_id = 'apr22-001' order by d.seq desc limit 1`,
    );
    expect(late?.disposition).toBe('qualifying');
  });

  it('9 carries the correction’s note on the public page', async () => {
    await releases.correct(desk, plot);
    const page = await app.anyone().with({ accept: 'text/html' }).get(new URL(plot.publicUrl).pathname);
    expect(page.text).toContain('Capital letters in the app');
    expect(page.text).toContain('Pittsburg Police Join a Neighborhood App');
  });

  it('11 counts 79 of the 100 deliveries, and the same when all come again, shuffled, twice, in parallel', async () => {
    await devices.may(desk, plot);
    const counted = await progress();
    expect(counted).toMatchObject({
      qualifying: 79,
      earned: 3,
      issued: 3,
      remainder: 19,
      valueCents: 60_000,
      disqualified: { reinstall: 6, not_install: 3, before_activation: 1 },
    });
    const unknown = await rep.get('/api/v1/downloads?disposition=unknown_code');
    expect(unknown.json.data).toHaveLength(2);
    const shuffled = (seed: number): typeof HUNDRED =>
      [...HUNDRED].sort((a, b) => hash(a.id + seed) - hash(b.id + seed));
    const again = async (seed: number): Promise<void> => {
      await Promise.all(
        shuffled(seed).map((event) => app.anyone().post(`/hooks/branch/${SECRET}`, branchBody(event))),
      );
    };
    await Promise.all([again(1), again(2)]);
    await app.drain();
    expect(await progress()).toEqual(counted);
    expect((await app.sql<{ n: number }>('select count(*)::int as n from download'))[0]?.n).toBe(91);
  });

  it('12 takes back a count, not a device', async () => {
    await devices.june(desk);
    expect(await progress()).toMatchObject({ qualifying: 79, earned: 3, issued: 4, deficit: 1 });
    await devices.theNextOne(desk);
    expect(await progress()).toMatchObject({
      qualifying: 80,
      earned: 4,
      issued: 4,
      deficit: 0,
      remainder: 0,
    });
  });

  it('13 shows 4 issued, 1 returned, $600 net', async () => {
    await devices.summerDevices(desk, plot);
    expect(await progress()).toMatchObject({ issued: 4, valueCents: 60_000 });
    expect(await devices.rewardOf(desk, plot, 3)).toMatchObject({ state: 'returned' });
  });

  it('14 reminds once a month on the 22nd', async () => {
    await ending.monthlyReminders(desk, plot);
    const rows = await app.sql<{ period: string; state: string }>(
      `select period, state from reminder where partnership_id = $1 order by period`,
      [plot.partnershipId],
    );
    const periods = rows.map(({ period }) => period);
    expect(new Set(periods).size).toBe(periods.length);
    expect(rows.filter(({ state }) => state === 'sent').map(({ period }) => period)).toEqual(
      expect.arrayContaining([
        '2019-03',
        '2019-05',
        '2019-06',
        '2019-07',
        '2019-09',
        '2019-10',
        '2019-11',
        '2019-12',
        '2020-01',
        '2020-02',
      ]),
    );
  });

  it('15 has ended on 29 February 2020: link and keyword say so, the public page stays, later installs do not count', async () => {
    const before = await progress();
    await ending.sunset(desk);
    expect((await rep.get(`/api/v1/partnerships/${plot.partnershipId}`)).json).toMatchObject({
      state: 'ended',
      endedOn: '2020-02-28',
    });
    const link = await app.anyone().with({ accept: 'text/html' }).get('/r/pittsburgpdks');
    expect(link.status).toBe(410);
    expect(link.text).toContain('ended');
    expect(
      (await app.anyone().with({ accept: 'text/html' }).get(new URL(plot.publicUrl).pathname)).status,
    ).toBe(200);
    expect(await progress()).toMatchObject({ qualifying: before.qualifying, disqualified: { after_end: 2 } });
  });

  it('adds up, and keeps nothing of any resident', async () => {
    const verdicts = await app.get(Verifier).run();
    expect(verdicts.flatMap(({ check, faults }) => faults.map((fault) => `${check}: ${fault}`))).toEqual([]);
    const tables = await app.sql<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      for (const value of Object.values(RESIDENT)) {
        const found = await app.sql(`select 1 from ${name} t where t::text like '%' || $1 || '%' limit 1`, [
          value,
        ]);
        if (found.length > 0) throw new Error(`${name} holds ${value}`);
      }
    }
  });
});

/** A small stable hash (FNV-1a), so that shuffles are the same in every run. */
function hash(text: string): number {
  let value = 2_166_136_261;
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 16_777_619) >>> 0;
  return value;
}
