import type { Plot } from '../../src/demo/desk.js';
import * as devices from '../../src/demo/story/devices.js';
import * as releases from '../../src/demo/story/release.js';
import { sign } from '../../src/demo/story/signing.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { HttpDesk } from '../support/http-desk.js';
import { readRoutes } from '../support/routes.js';
import { size } from '../support/size.js';

/** Words that stand in Pittsburg’s record and nowhere else. */
const NEEDLES = [
  'Pittsburg',
  'pittsburgpdks',
  'PITTSBURGPD',
  'Whitcomb',
  'Ruth Alder',
  '19-031',
  'HD2-40817',
  'surveillance system',
];
/** Written by being asked at all: a token’s last use, tries, sessions. */
const TOUCHED = ['api_token', 'session', 'rate_limit', 'scheduled_run', 'link_click_day'];

describe('another department’s people', () => {
  let app: TestApp;
  let token: TestClient;
  let browser: TestClient;
  let records: TestClient;
  let ids: string[];

  beforeAll(async () => {
    app = await startTestApp({ now: '2018-12-03T15:00:00Z' });
    const rep = await app.as('rep');
    await rep.post('/api/v1/departments', {
      ori: 'KS0190100',
      name: 'Pittsburg Police Department',
      kind: 'municipal_police',
      county: 'Crawford',
      state: 'KS',
    });
    const other = await rep.post('/api/v1/departments', {
      ori: 'OH9000100',
      name: 'Wexley Police',
      kind: 'municipal_police',
      state: 'OH',
      city: 'Wexley',
    });
    const desk = new HttpDesk(app);
    await desk.enter(await desk.departmentId('KS0190100'));
    const plot = {} as Plot;
    await sign(desk, plot);
    await devices.activate(desk, plot);
    await devices.firstDevice(desk, plot);
    await devices.deliverFirstDevice(desk, plot);
    await releases.submitRelease(desk, plot);
    await releases.answerRedline(desk, plot);
    const departmentId = other.json.id as string;
    token = await app.as({ role: 'pio', departmentId });
    browser = await app.signedIn({ role: 'pio', departmentId });
    records = await app.as({ role: 'records_officer', departmentId });
    const rows = await app.sql<{ id: string }>(
      [
        'department',
        'pitch',
        'activity',
        'partnership',
        'draft',
        'draft_revision',
        'reward',
        'reminder',
        'review',
        'email_message',
        'download',
        'domain_event',
        'agreement',
        'contact',
        'person',
      ]
        .map((table) => `(select id::text from ${table} where id <> '${departmentId}' limit 1)`)
        .join(' union all '),
    );
    ids = rows.map(({ id }) => id);
  }, 120_000);
  afterAll(() => app.close());

  it('see no byte of it on any route, by token, session or as records officer', async () => {
    const seen: string[] = [];
    const reads = readRoutes(app).filter(
      ({ method, isPublic, path }) => method === 'GET' && !isPublic && path !== '/live',
    );
    // What a token may not see, a session may not, by the same guard: it asks for a few of the ids, and for all at full size.
    const few = ids.slice(0, size(2, ids.length));
    // A route is asked for every third id, the next routes for the others; for all of them at full size.
    const byTurns = (place: number): string[] => ids.filter((_, n) => (n + place) % size(3, 1) === 0);
    const asks = [token, browser, records].flatMap((client) =>
      reads.flatMap(({ path }, place) =>
        path.includes(':')
          ? (client === token ? byTurns(place) : few).map((id) => ({
              client,
              path,
              asked: path.replace(/:\w+/g, id),
            }))
          : [path, `${path}?q=pittsburg&limit=200&partnershipId=${ids[3]}`].map((asked) => ({
              client,
              path,
              asked,
            })),
      ),
    );
    await severalAtOnce(asks, async ({ client, path, asked }) => {
      const answer = await client.get(asked);
      const needle =
        NEEDLES.find((word) => answer.text.includes(word)) ??
        (path.includes(':') ? undefined : ids.find((id) => answer.text.includes(id) && !asked.includes(id)));
      if (needle) seen.push(`${asked} (${answer.status}): ${needle}`);
      if (answer.status >= 500) seen.push(`${asked}: ${answer.status}`);
    });
    expect(seen).toEqual([]);
  }, 240_000);

  it('change no row of it, whatever they post', async () => {
    const before = await checksums(app);
    const writes = readRoutes(app).filter(
      ({ method, isPublic, permission, path }) =>
        method !== 'GET' && !isPublic && permission !== 'own.account' && path.includes(':'),
    );
    const done: string[] = [];
    // Of a partnership and a draft; at full size of a reward and a review, too.
    const deep = [ids[3], ids[4], ids[6], ids[8]].slice(0, size(2, 4));
    const asked = ids.filter((id, place) => deep.includes(id) || place < size(4, ids.length));
    const asks = writes.flatMap(({ method, path, name }, place) =>
      asked.flatMap((id, n) =>
        // The bodies that get past a form belong to these; the rest are told by their id alone.
        (deep.includes(id) ? BODIES : [{}])
          .filter((_, m) => (n + m + place) % size(2, 1) === 0)
          .map((body) => ({
            method,
            name,
            asked: path.replace(/:\w+/g, id),
            body: JSON.stringify(body),
          })),
      ),
    );
    await severalAtOnce(asks, async ({ method, name, asked, body }) => {
      const answer = await token.send(method, asked, { 'content-type': 'application/json' }, body);
      if (answer.status < 400 || answer.status >= 500 || NEEDLES.some((word) => answer.text.includes(word)))
        done.push(`${name}: ${answer.status} ${answer.text.slice(0, 80)}`);
    });
    const partnershipId = ids[3];
    for (const [path, body] of [
      ['/api/v1/drafts', { partnershipId, templateId: 'press-release-announcement', values: {} }],
      ['/api/v1/partnerships', { pitchId: ids[1] }],
    ] as const) {
      const answer = await token.post(path, body);
      if (answer.status < 400) done.push(`${path}: ${answer.status}`);
    }
    expect(done).toEqual([]);
    expect(await checksums(app)).toEqual(before);
  }, 240_000);
});

/** Several requests at a time, so that server and database work beside each other. */
async function severalAtOnce<T>(asks: readonly T[], ask: (one: T) => Promise<void>): Promise<void> {
  const left = asks.values();
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (const one of left) await ask(one);
    }),
  );
}

/** Bodies good enough to get past the form of each request, so that the rule is what refuses. */
const BODIES = [
  {},
  { reason: 'because' },
  { authority: 'council', acceptedOn: '2019-04-01', resolutionNumber: '1' },
  { receivedOn: '2019-04-01' },
  { baseRevisionId: '00000000-0000-7000-8000-000000000000', values: {} },
  { rule: { dayOfMonth: 3 }, hour: 9, active: false },
  { postedOn: '2019-04-01' },
  { contentHash: 'a'.repeat(64) },
];

/** One digest per table over all of its rows. */
async function checksums(app: TestApp): Promise<Record<string, string>> {
  const tables = await app.sql<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    if (TOUCHED.includes(name)) continue;
    const [row] = await app.sql<{ sum: string }>(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${name} t`,
    );
    sums[name] = row?.sum ?? '';
  }
  return sums;
}
