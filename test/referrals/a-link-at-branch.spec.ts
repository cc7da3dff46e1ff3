import { BranchApi } from '../../src/referrals/branch-links/branch-api.js';
import { buildPartnership, type BuiltPartnership } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { Gate } from '../support/gate.js';
import { findInDatabase } from '../support/whole-database.js';
import { BRANCH_KEY, BranchServer, type Mishap, type Seen } from './branch-server.js';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_1 like Mac OS X) Resident/1';
const DAY_MS = 86_400_000;

describe('a link at Branch', () => {
  let app: TestApp;
  let branch: BranchServer;
  let gate: Gate;
  let admin: TestClient;
  let first: BuiltPartnership;
  const lines: string[] = [];
  beforeAll(async () => {
    branch = await BranchServer.start();
    app = await startTestApp({
      now: '2019-03-12T15:00:00Z',
      env: { BRANCH_KEY, BRANCH_API_URL: branch.url },
      log: (line) => lines.push(line),
      reach: async (url) => {
        const before = await Gate.before(url);
        gate = before.gate;
        return before.url;
      },
    });
    admin = await app.as('admin');
    first = await build();
  });
  afterEach(async () => {
    await gate.open();
    branch.recover();
    branch.takeSeen();
  });
  afterAll(async () => {
    await app.close();
    await branch.close();
    await gate.shut();
  });

  const build = () => buildPartnership(app, { activeOn: '2019-03-12', endsOn: '2025-02-28' });
  const storeAt = async (appStoreUrl: string) => {
    const saved = await admin.put('/api/v1/organisation', {
      legalName: 'Hallam Inc.',
      productName: 'Hallam',
      postalAddress: '1 Harbor Way, Oakland, CA 94607',
      timeZone: 'America/Los_Angeles',
      appStoreUrl,
      fallbackUrl: 'https://hallam.example/get',
      pressContact: { name: 'Ines Marlow', email: 'press@hallam.example' },
      boilerplate: 'Hallam makes doorbells.',
    });
    expect(saved.status).toBe(200);
  };
  /** What the workers do: deliver events, then ask Branch. */
  const work = async () => {
    await app.drain();
    await app.runScheduled('referrals.branch-links');
  };
  /** More aliases of the first department, as they stand when the key is set later. */
  const reserve = async (name: string, count: number): Promise<string[]> => {
    await app.sql(
      `insert into referral_alias (alias, department_id, current, reserved_at)
       select $1 || '-' || n, $2, false, $3 from generate_series(1, $4::int) n`,
      [name, first.departmentId, app.clock.now(), count],
    );
    await app.runScheduled('referrals.want-branch-links');
    return Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
  };
  const rowOf = async (alias: string) =>
    (
      await app.sql<{
        state: string;
        url: string | null;
        attempts: number;
        reason: string | null;
        wait: number;
      }>(
        `select state, url, attempts, reason, extract(epoch from due_at - $2)::float8 as wait from branch_link
          where alias = $1 and state <> 'retired'`,
        [alias, app.clock.now()],
      )
    )[0];
  const later = (ms: number) => app.clock.set(new Date(app.clock.now().getTime() + ms).toISOString());
  const target = async (alias: string) =>
    (await app.anyone().with({ 'user-agent': IPHONE, accept: 'text/html' }).get(`/r/${alias}`)).headers.get(
      'location',
    );
  const progressSeenBy = async (who: TestClient, id = first.id) =>
    (await who.with({ accept: 'text/html' }).get(`/partnerships/${id}/progress`)).text;
  const methods = (seen: Seen[]) => seen.map(({ method }) => method);
  const linkTo = (alias: string) => `https://hallam.app.link/${alias}`;
  /** The most that came in within any one second. */
  const busiest = (seen: Seen[]) =>
    Math.max(...seen.map(({ at }) => seen.filter((one) => one.at >= at && one.at < at + 1_000).length));

  it('is made once the organisation is named, carries code and stores, and is where the alias leads', async () => {
    await work();
    expect(branch.takeSeen()).toEqual([]);
    expect(await progressSeenBy(first.rep)).toContain('The organisation has to be named first');
    await storeAt('https://apps.example/hallam');
    // Nor does anything leave an installation whose mail is held.
    await app.sql('update installation set mail_held = true');
    await work();
    expect(branch.takeSeen()).toEqual([]);
    await app.sql('update installation set mail_held = false');
    expect(await target(first.alias)).toContain('https://apps.example/hallam');
    await work();
    expect(branch.takeSeen().map(({ method, said }) => ({ method, said }))).toEqual([
      {
        method: 'POST',
        said: {
          branch_key: BRANCH_KEY,
          channel: 'liaison',
          feature: 'referral',
          campaign: first.alias,
          alias: first.alias,
          data: {
            referral_code: first.alias,
            $ios_url: 'https://apps.example/hallam',
            $desktop_url: 'https://hallam.example/get',
            $fallback_url: 'https://hallam.example/get',
          },
        },
      },
    ]);
    await work();
    expect(branch.takeSeen()).toEqual([]);
    expect(await target(first.alias)).toBe(linkTo(first.alias));
    expect(await progressSeenBy(first.rep)).toContain(linkTo(first.alias));
    // How the vendor comes by its links is none of the department's business.
    const pio = await app.signedIn({ role: 'pio', departmentId: first.departmentId });
    expect(await progressSeenBy(pio)).not.toContain('Branch');
    await gate.shut();
    expect(await target(first.alias)).toBe(linkTo(first.alias));
  });

  it('is made once, however the process ends between the answer of Branch and the commit', async () => {
    const [down, away, unnamed] = await reserve('killed', 3);
    await app.sql(`create function refuse_made() returns trigger language plpgsql as $$ begin
      raise exception 'the machine went down'; end $$`);
    await app.sql(`create trigger refuse_made before update on branch_link for each row
      when (new.state = 'made' and new.alias = '${down}') execute function refuse_made()`);
    await app.sql('update branch_link set due_at = $1 where alias = any ($2)', [
      new Date(app.clock.now().getTime() + 60_000),
      [away, unnamed],
    ]);
    await expect(app.runScheduled('referrals.branch-links')).rejects.toThrow('the machine went down');
    await app.sql('drop trigger refuse_made on branch_link');
    expect([branch.links.has(linkTo(down!)), (await rowOf(down!))?.state]).toEqual([true, 'waiting']);
    // Asked the same again, Branch gives the same link.
    await work();
    expect(methods(branch.takeSeen())).toEqual(['POST', 'POST']);
    expect(await rowOf(down!)).toMatchObject({ state: 'made', url: linkTo(down!) });

    // Asked something else, it says that the name is taken, and the link that has it turns out to be ours.
    later(60_000);
    branch.after = async (): Promise<Mishap> => {
      await gate.shut();
      return 'cut';
    };
    await expect(app.runScheduled('referrals.branch-links')).rejects.toThrow();
    await gate.open();
    expect((await rowOf(away!))?.state).toBe('waiting');
    await storeAt('https://apps.example/hallam-2');
    branch.recover();
    branch.takeSeen();
    branch.namesHolders = false;
    await work();
    for (const alias of [away!, unnamed!]) {
      const seen = branch.seen.filter(({ said }) => JSON.stringify(said).includes(alias));
      expect(methods(seen)).toEqual(['POST', 'GET']);
      expect(await rowOf(alias)).toMatchObject({ state: 'made', url: linkTo(alias) });
    }
    expect([...branch.links.keys()].filter((url) => url.includes('killed'))).toHaveLength(3);
  });

  it('gets another name when its own belongs to a link that is not ours', async () => {
    const [alias] = await reserve('taken', 1);
    branch.links.set(linkTo(alias!), {
      url: linkTo(alias!),
      made: { alias, data: { referral_code: 'somebody-else' } },
    });
    await work();
    const seen = branch.takeSeen();
    expect(methods(seen)).toEqual(['POST', 'GET', 'POST']);
    expect(seen[2]?.said).toMatchObject({ campaign: alias, data: { referral_code: alias } });
    expect(seen[2]?.said).not.toHaveProperty('alias');
    expect(await rowOf(alias!)).toMatchObject({ state: 'made', url: 'https://hallam.app.link/Nm1' });
    expect(await target(alias!)).toBe('https://hallam.app.link/Nm1');
  });

  it('is never another department’s, even if Branch says so', async () => {
    const [alias] = await reserve('other', 1);
    branch.before = () => ({ status: 200, text: JSON.stringify({ url: linkTo(first.alias) }) });
    await work();
    expect(await rowOf(alias!)).toMatchObject({ state: 'failed', url: null });
    expect((await rowOf(alias!))?.reason).toContain('another department');
    await app.sql(`update branch_link set due_at = $1 where alias = $2`, [app.clock.now(), alias]);
    branch.recover();
    await work();
    expect(await rowOf(alias!)).toMatchObject({ state: 'made', url: linkTo(alias!) });
  });

  it('waits as long as Branch asks, and so do all others', async () => {
    await reserve('many', 20);
    branch.before = () => ({ status: 429, headers: { 'retry-after': '120' } });
    await work();
    expect(branch.takeSeen().length).toBeLessThanOrEqual(16);
    const waits = () =>
      app.sql<{ least: number; waiting: number }>(
        `select min(extract(epoch from due_at - $1))::float8 as least, count(*)::int as waiting from branch_link
          where state = 'waiting'`,
        [app.clock.now()],
      );
    expect(await waits()).toEqual([{ least: 120, waiting: 20 }]);
    branch.recover();
    later(119_000);
    await work();
    expect(branch.takeSeen()).toEqual([]);
    later(1_000);
    await work();
    expect(branch.takeSeen()).toHaveLength(20);
    expect((await waits())[0]?.waiting).toBe(0);
  });

  it('is tried again after trouble, silence and answers that cannot be read', async () => {
    const mishaps: [Mishap, RegExp][] = [
      [{ status: 500, text: `no such key ${BRANCH_KEY}` }, /in trouble \(500\)/],
      [{ status: 503, headers: { 'retry-after': '30' } }, /in trouble \(503\)/],
      ['cut', /cut off/],
      [{ status: 200, text: '<html>' }, /cannot be read/],
      [{ status: 200, text: '{"url":"javascript:alert(1)"}' }, /cannot be read/],
      [{ status: 200, text: '{"url":"http://hallam.app.link/plain"}' }, /cannot be read/],
      [{ status: 200, text: `["${'x'.repeat(200_000)}"]` }, /cannot be read/],
    ];
    const [alias] = await reserve('trouble', 1);
    let attempts = 0;
    for (const [mishap, reason] of mishaps) {
      branch.before = () => mishap;
      await work();
      const row = await rowOf(alias!);
      expect(row).toMatchObject({
        state: 'waiting',
        attempts: ++attempts,
        reason: expect.stringMatching(reason),
      });
      expect(row?.wait).toBeGreaterThanOrEqual(24);
      await work();
      expect(branch.takeSeen()).toHaveLength(1);
      later(row!.wait * 1_000 + 1);
    }
    branch.recover();
    await work();
    expect(await rowOf(alias!)).toMatchObject({ state: 'made', attempts: 0, reason: null });
  });

  it('gives up on a server that keeps silent, and does not follow one that points elsewhere', async () => {
    const api = new BranchApi({ branchKey: BRANCH_KEY, branchApiUrl: branch.url }, 200);
    const wanted = {
      code: 'silence',
      alias: 'silence',
      stores: { appStoreUrl: null, playStoreUrl: null, fallbackUrl: null },
    };
    branch.before = () => 'hang';
    const silent = { kind: 'later', reason: 'Branch did not answer in time.' };
    expect(await api.make(wanted)).toMatchObject(silent);
    expect(await api.read(linkTo('silence'))).toMatchObject(silent);
    branch.before = () => ({ status: 302, headers: { location: `${branch.url}/v1/elsewhere` } });
    branch.takeSeen();
    expect(await api.read(linkTo('silence'))).toMatchObject({ kind: 'refused' });
    expect(branch.takeSeen()).toHaveLength(1);
    const closed = await BranchServer.start();
    const nowhere = new BranchApi({ branchKey: BRANCH_KEY, branchApiUrl: closed.url });
    await closed.close();
    expect(await nowhere.make(wanted)).toMatchObject({
      kind: 'later',
      reason: expect.stringContaining('refused'),
    });
  });

  it('that Branch refuses is shown as failed, with what to do, and asked for again when somebody says so', async () => {
    const p = await build();
    branch.before = () => ({ status: 403, text: JSON.stringify({ error: { message: BRANCH_KEY } }) });
    await work();
    branch.takeSeen();
    await work();
    expect(branch.takeSeen()).toEqual([]);
    expect((await rowOf(p.alias))?.wait).toBe(86_400);
    const rep = await app.signedIn('rep');
    const shown = await progressSeenBy(rep, p.id);
    for (const text of ['failed', 'Branch refused the request (403). Check BRANCH_KEY', 'Try again now'])
      expect(shown).toContain(text);
    const fulfilment = await progressSeenBy(await app.signedIn('fulfilment'), p.id);
    expect([fulfilment.includes('Check BRANCH_KEY'), fulfilment.includes('Try again now')]).toEqual([
      true,
      false,
    ]);
    const pio = await app.signedIn({ role: 'pio', departmentId: p.departmentId });
    const again = `/partnerships/${p.id}/branch-link-attempts`;
    expect((await pio.form(again, {})).status).toBe(403);
    expect((await rep.form(`/partnerships/${p.departmentId}/branch-link-attempts`, {})).status).toBe(404);
    branch.recover();
    const hurried = await rep.form(again, {});
    expect([hurried.status, hurried.headers.get('location')]).toEqual([303, `/partnerships/${p.id}`]);
    await work();
    expect(await rowOf(p.alias)).toMatchObject({ state: 'made', url: linkTo(p.alias), reason: null });
  });

  it('is read once a month, and made anew when it is gone or carries another code', async () => {
    const [gone, changed] = await reserve('gone', 2);
    await work();
    branch.takeSeen();
    later(29 * DAY_MS);
    await work();
    expect(branch.takeSeen()).toEqual([]);
    const live = await app.sql<{ url: string }>(
      `select url from branch_link where state = 'made' order by url`,
    );
    later(2 * DAY_MS);
    await work();
    const read = branch.takeSeen();
    expect(read.every(({ method }) => method === 'GET')).toBe(true);
    expect(read.map(({ said }) => said['url']).sort()).toEqual(live.map(({ url }) => url));

    branch.links.delete(linkTo(gone!));
    branch.links.set(linkTo(changed!), {
      url: linkTo(changed!),
      made: { alias: changed, data: { referral_code: 'somebody-else' } },
    });
    later(31 * DAY_MS);
    await work();
    const made = branch.takeSeen().filter(({ method }) => method === 'POST');
    expect(made.map(({ said }) => said['campaign']).sort()).toEqual([gone, changed, changed].sort());
    expect(await rowOf(gone!)).toMatchObject({ state: 'made', url: linkTo(gone!) });
    expect((await rowOf(changed!))?.url).toMatch(/\/Nm\d+$/);
    const kept = await app.sql(`select alias from branch_link where state = 'retired' order by alias`);
    expect(kept).toEqual([{ alias: gone }, { alias: changed }]);
  });

  it('stays where it is while Branch cannot be asked, until Branch may have let it go', async () => {
    later(31 * DAY_MS);
    branch.before = () => ({ status: 400, text: '{"error":{"message":"Invalid Branch key"}}' });
    await work();
    expect(await rowOf(first.alias)).toMatchObject({
      state: 'made',
      reason: expect.stringContaining('(400)'),
    });
    expect(await target(first.alias)).toBe(linkTo(first.alias));
    expect(await progressSeenBy(first.rep)).toContain('It is read again by itself');
    later(381 * DAY_MS);
    expect(await target(first.alias)).toContain('https://apps.example/hallam-2');
    branch.recover();
    await work();
    expect(await target(first.alias)).toBe(linkTo(first.alias));
  });

  it('is asked for no faster than Branch allows, however many there are', async () => {
    await reserve('pace', 300);
    branch.takeSeen();
    await work();
    const made = branch.takeSeen();
    expect(new Set(made.map(({ said }) => said['campaign'])).size).toBe(300);
    expect(busiest(made)).toBeLessThanOrEqual(200);
    await app.sql(
      `update branch_link set due_at = $1 where alias in (select 'pace-' || n from generate_series(1, 120) n)`,
      [app.clock.now()],
    );
    await work();
    const read = branch.takeSeen();
    expect([read.length, new Set(methods(read))]).toEqual([120, new Set(['GET'])]);
    expect(busiest(read)).toBeLessThanOrEqual(100);
    expect(await app.sql(`select 1 from branch_link where state <> 'made' and state <> 'retired'`)).toEqual(
      [],
    );
  });

  it('leads nowhere once the program has ended', async () => {
    app.clock.set('2025-03-01T06:00:00Z');
    const answer = await app.anyone().with({ accept: 'text/html' }).get(`/r/${first.alias}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([410, null]);
  });

  it('costs the key no secrecy', async () => {
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => line.includes(BRANCH_KEY))).toEqual([]);
    expect(await findInDatabase(app, [BRANCH_KEY])).toEqual([]);
  });
});
