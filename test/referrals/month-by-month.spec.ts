import { CliOutput } from '../../src/platform/cli/cli-command.js';
import { Wakeup } from '../../src/platform/events/wakeup.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { DayCounts } from '../../src/referrals/day-counts.js';
import { RebuildCounts } from '../../src/referrals/rebuild-counts.js';
import { buildPartnership, type BuiltPartnership, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { until } from '../support/until.js';
import { secondProcess } from './second-process.js';

describe('month by month', () => {
  let app: TestApp;
  let rep: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    rep = await app.as('rep');
  });
  afterAll(async () => {
    const faults = await verify();
    await app.close();
    expect(faults).toEqual([]);
  });

  const count = () => app.runScheduled('referrals.count-days');
  const verify = async () =>
    (await app.get(Verifier).run()).find(({ check }) => check === 'downloads')?.faults ?? ['not checked'];
  const send = async (events: unknown[]) => {
    const answer = await rep.post('/api/v1/downloads', { events });
    if (answer.status !== 202) throw new Error(answer.text);
  };
  const installs = (p: BuiltPartnership, on: string, n: number, kind = 'install') =>
    send(someEvents(n, p.alias, { occurredAt: `${on}T18:00:00Z`, kind }));
  const months = async (p: BuiltPartnership) =>
    (await rep.get(`/api/v1/partnerships/${p.id}/months`)).json.data as {
      month: string;
      qualifying: number;
      disqualified: Record<string, number>;
    }[];
  const rows = (p: BuiltPartnership) =>
    app.sql(
      `select day::text, disposition, count::int from partnership_day where partnership_id = $1 order by 1, 2`,
      [p.id],
    );

  it('tells every month from the first, on the department’s own days', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    await installs(p, '2019-03-20', 3);
    await installs(p, '2019-03-20', 2, 'reinstall');
    await installs(p, '2019-05-02', 4);
    // Still April in Kansas.
    await send(someEvents(1, p.alias, { occurredAt: '2019-05-01T04:30:00Z' }));
    expect(await months(p)).toEqual([]);
    await count();
    const told = [
      { month: '2019-03', qualifying: 3, disqualified: { reinstall: 2 } },
      { month: '2019-04', qualifying: 1, disqualified: {} },
      { month: '2019-05', qualifying: 4, disqualified: {} },
      { month: '2019-06', qualifying: 0, disqualified: {} },
    ];
    expect(await months(p)).toEqual(told);
    const report = await (
      await app.signedIn('rep')
    ).get('/reports/files/downloads.csv?from=2019-03-21&to=2019-06-03');
    expect(report.text.trim().split('\n').slice(1)).toEqual([
      '2019-03,0',
      '2019-04,1',
      '2019-05,4',
      '2019-06,0',
    ]);
    // Twice, and by two at once, comes to the same.
    const second = await secondProcess(app);
    await Promise.all([count(), second.nest.get(DayCounts, { strict: false }).count()]).finally(() =>
      second.close(),
    );
    expect(await months(p)).toEqual(told);
  });

  it('follows corrections: a reversal, another active day, a code assigned later', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const [genuine, wrong] = someEvents(2, p.alias);
    const [stray] = someEvents(1, 'a-stray-one');
    await send([genuine, wrong, stray]);
    await count();
    expect(await rows(p)).toEqual([{ day: '2019-03-20', disposition: 'qualifying', count: 2 }]);
    await rep.post('/api/v1/download-reversals', {
      provider: 'generic',
      externalId: wrong?.externalId,
      reason: 'fraud',
    });
    const strayId = (await rep.get('/api/v1/downloads?disposition=unknown_code')).json.data[0].id as string;
    await rep.post(`/api/v1/downloads/${strayId}/assignment`, { alias: p.alias });
    await count();
    expect(await rows(p)).toEqual([
      { day: '2019-03-20', disposition: 'fraud', count: 1 },
      { day: '2019-03-20', disposition: 'qualifying', count: 2 },
    ]);
    await p.rep.post(`/api/v1/partnerships/${p.id}/activation`, { activeOn: '2019-03-21' });
    await count();
    expect(await rows(p)).toEqual([
      { day: '2019-03-20', disposition: 'before_activation', count: 2 },
      { day: '2019-03-20', disposition: 'fraud', count: 1 },
    ]);
  });

  it('misses nothing of a transaction that was open while later ones were read', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    await installs(p, '2019-03-20', 1);
    await app.sql('create table held (id int)');
    // Holds back the place up to which decisions are surely read, as a slow transaction does.
    const slow = (async () => {
      await app.sql('do $$ begin insert into held values (1); perform pg_sleep(1); end $$');
    })();
    await until('the slow one to be under way', async () => {
      const [row] = await app.sql<{ open: boolean }>(
        `select exists (select from pg_stat_activity where query like 'do $$%' and backend_xid is not null and pid <> pg_backend_pid()) as open`,
      );
      return row?.open ?? false;
    });
    await installs(p, '2019-03-21', 1);
    await count();
    await count();
    const place = async () =>
      (
        await app.sql<{ sure: boolean }>(
          `select after_id = seen_id as sure from decision_reader where name = 'days'`,
        )
      )[0];
    expect(await place()).toEqual({ sure: false });
    await slow;
    await until('the place to move on', async () => {
      await count();
      return (await place())?.sure ?? false;
    });
    expect((await rows(p)).length).toBe(2);
    await app.sql('drop table held');
  });

  it('is compared by verify and made again by rebuild-counts', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    await installs(p, '2019-03-20', 3);
    // What is only behind is no fault.
    expect(await verify()).toEqual([]);
    await count();
    const right = await rows(p);
    await app.sql(
      `insert into partnership_day select partnership_id, day + 1, 'fraud', department_id, 4 from partnership_day
      where partnership_id = $1`,
      [p.id],
    );
    await app.sql(
      `update partnership_day set count = 7 where partnership_id = $1 and disposition = 'qualifying'`,
      [p.id],
    );
    // As some seconds later, when nothing is waiting any more.
    await app.sql(
      `update decision_reader set after_id = 'ffffffff-ffff-7fff-8fff-ffffffffffff' where name = 'days'`,
    );
    expect((await verify()).sort()).toEqual([
      `partnership ${p.id} counts 4 fraud on 2019-03-21, its downloads are 0`,
      `partnership ${p.id} counts 7 qualifying on 2019-03-20, its downloads are 3`,
    ]);
    const rebuild = async (dryRun: boolean) => {
      let said = '';
      const out = new CliOutput(true, { out: (text) => (said += text), err: () => undefined });
      await app.get(RebuildCounts).command([], dryRun ? { dryRun: true } : {}, out);
      return JSON.parse(said) as Record<string, unknown>;
    };
    const wrong = await rows(p);
    expect(await rebuild(true)).toMatchObject({ days: 2, standing: 0, counts: [] });
    expect(await rows(p)).toEqual(wrong);
    expect(await rebuild(false)).toMatchObject({ days: 2 });
    expect(await rows(p)).toEqual(right);
    expect([await verify(), (await rebuild(false)).days]).toEqual([[], 0]);
    // And it reads on from there.
    await installs(p, '2019-03-22', 1);
    await count();
    expect((await rows(p)).length).toBe(2);
  });

  it('shows the department its own history, and why each download counts or does not', async () => {
    const [own, other] = [
      await buildPartnership(app, { activeOn: '2019-03-12' }),
      await buildPartnership(app, { activeOn: '2019-03-12' }),
    ];
    await installs(own, '2019-03-20', 2);
    await installs(own, '2019-04-20', 60, 'reinstall');
    await installs(other, '2019-03-20', 5);
    await count();
    const pio = await app.signedIn({ role: 'pio', departmentId: own.departmentId });
    const page = await pio.get('/downloads');
    expect(page.status).toBe(200);
    expect(page.text).toContain(
      'aria-label="Mar 2019: 2 counted, 0 not counted; Apr: 0 counted, 60 not counted',
    );
    expect(page.text).toContain('data-live-topics="download_day"');
    const file = await pio.get('/downloads/history.csv');
    expect(file.text.trim().split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^month,qualifying,reinstall,not_install,/),
      '2019-03,2,0,0,0,0,0,0,0,0,0,0',
      '2019-04,0,60,0,0,0,0,0,0,0,0,0',
    ]);
    const refused = await pio.get(`/downloads/history.csv?partnershipId=${other.id}`);
    expect(refused.status).toBe(404);
    // A page to read, and no file.
    expect(refused.headers.get('content-disposition')).toBeNull();
    expect(refused.headers.get('content-type')).toContain('text/html');
    expect(page.text).toContain('60 reinstall');
    expect(page.text).toContain('The app had been on this phone before.');
    expect(page.text).toContain('Rule 1, terms 1, decided on arrival');
    expect(page.text).toContain(own.alias);
    expect(page.text).not.toContain(other.alias);
    // No steps of the vendor, no forecast, no bursts.
    expect(page.text).not.toMatch(/Not genuine|Bursts|a week/);
    const next = /rel="next" href="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? 'none';
    expect((await pio.get(next)).text.match(/decided on arrival/g)).toHaveLength(12);
    const counted = await pio.get('/downloads?disposition=qualifying');
    expect(counted.text.match(/decided on arrival/g)).toHaveLength(2);
    const foreign = await pio.get(`/downloads?partnershipId=${other.id}`);
    expect(foreign.text).not.toContain('decided on arrival');
    expect((await pio.get(`/api/v1/partnerships/${other.id}/months`)).status).toBe(404);
    expect((await pio.get(`/partnerships/${own.id}/progress`)).text).not.toMatch(/Pace|Next device|Cost/);
    const idle = await buildPartnership(app);
    const quiet = await app.signedIn({ role: 'pio', departmentId: idle.departmentId });
    expect((await quiet.get('/downloads')).text).toContain('No download has come through your link yet');
  });

  it('is live: a department hears of an install within two seconds, and of its history soon after', async () => {
    await app.get(Wakeup).start();
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const other = await buildPartnership(app, { activeOn: '2019-03-12' });
    const pio = await app.signedIn({ role: 'pio', departmentId: p.departmentId });
    await installs(p, '2019-03-20', 12);
    const home = await pio.get('/');
    expect(home.text).toContain('<b>12</b> of 20');
    expect(home.text).toMatch(/<body class="dept" data-controller="live">/);
    expect(home.text).toMatch(
      /<turbo-frame id="to-device"[^>]*data-live-topics="download reward partnership"/,
    );
    const end = new AbortController();
    const headers = (pio as unknown as { headers: Record<string, string> }).headers;
    const stream = await fetch(`${app.url}/live`, { headers, signal: end.signal });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    let heard = '';
    const reading = (async () => {
      for (;;) {
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
        if (done) return;
        heard += new TextDecoder().decode(value);
      }
    })();
    await installs(other, '2019-03-20', 1);
    await installs(p, '2019-03-20', 1);
    await until(
      'the department to hear of its install',
      () => heard.includes('event: download.counted'),
      2_000,
      10,
    );
    expect((await pio.get('/')).text).toContain('<b>13</b> of 20');
    expect(heard).toContain(p.id);
    await count();
    await until('and of its history', () => heard.includes('event: download_day.counted'), 2_000, 10);
    expect(heard).not.toContain(other.id);
    end.abort();
    await reading;
  });

  it('tells the vendor pace, next device, months off the pace, ranks and costs', async () => {
    const steady = await buildPartnership(app, { activeOn: '2018-10-01', signedOn: '2018-09-01' });
    for (const [month, n] of [
      ['11', 10],
      ['12', 12],
    ] as const)
      await installs(steady, `2018-${month}-10`, n);
    for (const [month, n] of [
      ['01', 11],
      ['02', 10],
      ['03', 12],
      ['04', 11],
    ] as const)
      await installs(steady, `2019-${month}-10`, n);
    for (const day of ['08', '15', '22', '29']) await installs(steady, `2019-05-${day}`, 16);
    const [tied, alsoTied] = [
      await buildPartnership(app, { activeOn: '2019-03-12' }),
      await buildPartnership(app, { activeOn: '2019-03-12' }),
    ];
    for (const p of [tied, alsoTied]) await installs(p, '2019-03-20', 120);
    const refused = await buildPartnership(app, { activeOn: '2019-03-12' });
    await installs(refused, '2019-03-20', 90);
    const rewards = (await rep.get(`/api/v1/rewards?partnershipId=${refused.id}`)).json.data as {
      id: string;
    }[];
    for (const { id } of rewards) await rep.post(`/api/v1/rewards/${id}/refusal`, { reason: 'Not wanted.' });
    await count();

    const progress = await (await app.signedIn('rep')).get(`/partnerships/${steady.id}/progress`);
    // 130 downloads: ten more to the seventh device, of which eight weeks brought 64 and one month 11.
    expect(progress.text).toContain('16.0 a week in the last four weeks');
    expect(progress.text).toMatch(/Next device<\/dt><dd>\s*\d+ Jun 2019 to \d+ Jun 2019/);
    expect(progress.text).toContain('64 in May 2019, usually 11.0');
    expect(progress.text).toContain('$9.23 a download');

    const reader = await app.signedIn('reviewer');
    const page = await reader.get('/reports/departments');
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/Police Department<\/a>, KS/);
    expect(page.text).not.toMatch(/ style=/);
    const file = await reader.get('/reports/files/departments.csv');
    expect(file.headers.get('content-type')).toContain('text/csv');
    const [head = '', ...lines] = file.text.trim().split('\n');
    const cells = lines.map((line) =>
      Object.fromEntries(line.split(',').map((cell, at) => [head.split(',')[at], cell])),
    );
    const names = (id: string) =>
      app.sql<{ name: string }>('select name from department where id = $1', [id]);
    const line = async (p: BuiltPartnership) => {
      const [{ name } = { name: '' }] = await names(p.departmentId);
      return cells.find((row) => row['department'] === name);
    };
    expect([await line(steady), await line(tied), await line(alsoTied), await line(refused)]).toMatchObject([
      { rank: '1', qualifying: '130', a_week_lately: '16', cost_per_download_cents: '923' },
      { rank: '2', qualifying: '120', no_forecast: 'too_little_known', cost_per_download_cents: '1000' },
      { rank: '2', qualifying: '120' },
      // Refused devices cost nothing.
      { rank: '4', qualifying: '90', fmv_cents: '0', cost_per_download_cents: '' },
    ]);
    // Real ones only: nobody without a download.
    expect(cells.every((row) => Number(row['qualifying']) > 0)).toBe(true);
    const unusual = await reader.get('/reports/files/unusual-months.csv');
    expect(unusual.text).toContain('2019-05,64,11');
    const kept = await reader.get('/reports/departments?from=2019-01-01&to=2019-06-03');
    expect(kept.text.replaceAll('&#x3D;', '=')).toContain(
      '/reports/people?from=2019-01-01&amp;to=2019-06-03',
    );
    const pio = await app.signedIn({ role: 'pio', departmentId: tied.departmentId });
    expect((await pio.get('/reports/departments')).status).toBe(403);
    expect((await reader.get('/reports/departments?cursor=x')).status).toBe(400);
  });
});
