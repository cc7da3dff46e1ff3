import { buildPartnership, type BuiltPartnership, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { branchBody } from '../support/branch-body.js';
import { size } from '../support/size.js';
import { secondProcess } from './second-process.js';

const RACES = size(20, 10_000);
const PARTNERS = size(2, 10);

/** Two reports at once, by two doors of two servers, and either of them may be the 20th, the 40th, the 60th… */
describe('two downloads that reach for the same device', () => {
  let app: TestApp;
  let second: Awaited<ReturnType<typeof secondProcess>>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    second = await secondProcess(app);
  });
  afterAll(async () => {
    await second.close();
    await app.close();
  });

  const pushed = async (p: BuiltPartnership, id: string): Promise<number> => {
    const answer = await fetch(`${second.url}/hooks/branch/branch-test-secret-0123456789`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(branchBody({ id, kind: 'install', alias: p.alias, at: '2019-04-02T18:00:00Z' })),
    });
    return answer.status;
  };

  it('bring exactly one, every time', async () => {
    const rep = await app.as('rep');
    const partners: BuiltPartnership[] = [];
    for (let i = 0; i < PARTNERS; i++) partners.push(await buildPartnership(app, { activeOn: '2019-03-12' }));
    const report = async (p: BuiltPartnership, n: number): Promise<number> =>
      (await rep.post('/api/v1/downloads', { events: someEvents(n, p.alias) })).status;
    for (let race = 0; race < RACES; race++) {
      const p = partners[race % PARTNERS] as BuiltPartnership;
      const device = 1 + Math.floor(race / PARTNERS);
      // One is left over from the race before.
      expect(await report(p, device === 1 ? 19 : 18)).toBe(202);
      expect(await Promise.all([report(p, 1), pushed(p, `race-${race}`)])).toEqual([202, 200]);
      const found = await app.sql<{ issued: number; remainder: number; rows: number; last: number }>(
        `select a.issued, a.remainder, (select count(*)::int from reward r where r.partnership_id = a.partnership_id) as rows,
                (select max(ordinal) from reward r where r.partnership_id = a.partnership_id) as last
           from reward_account a where a.partnership_id = $1`,
        [p.id],
      );
      expect(found).toEqual([{ issued: device, remainder: 1, rows: device, last: device }]);
    }
  }, 1_800_000);
});
