import { randomUUID } from 'node:crypto';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildPartnership, type BuiltPartnership, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';

const REFUSED = { code: '23503', constraint: 'download_decision_points' };

describe('what a decision names', () => {
  let app: TestApp;
  let own: BuiltPartnership;
  let other: BuiltPartnership;
  let decided: Record<string, unknown>;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    own = await buildPartnership(app, { activeOn: '2019-03-12' });
    other = await buildPartnership(app, { activeOn: '2019-03-12' });
    const rep = await app.as('rep');
    for (const { alias } of [own, other])
      await rep.post('/api/v1/downloads', { events: someEvents(1, alias) });
    [decided = {}] = await app.sql('select * from download_decision where partnership_id = $1', [own.id]);
  });
  afterAll(() => app.close());

  /** The same decision once more, with a change. */
  const again = (change: Record<string, unknown>): Promise<unknown> => {
    const row = { ...decided, id: randomUUID(), seq: 2, ...change };
    return app.sql(
      `insert into download_decision select * from jsonb_populate_record(null::download_decision, $1::jsonb)`,
      [JSON.stringify(row)],
    );
  };
  const of = async (column: string, id: string): Promise<unknown> =>
    (
      await app.sql<{ value: unknown }>(
        `select ${column} as value from download_decision where partnership_id = $1`,
        [id],
      )
    )[0]?.value;

  it('is there', async () => {
    expect(decided).toMatchObject({ partnership_id: own.id, seq: 1 });
    await expect(again({ download_id: randomUUID() })).rejects.toMatchObject(REFUSED);
    await expect(again({ partnership_id: randomUUID() })).rejects.toMatchObject(REFUSED);
    await expect(again({ terms_version_id: randomUUID() })).rejects.toMatchObject(REFUSED);
    await expect(again({ matched_alias: 'nobody-holds-this' })).rejects.toMatchObject(REFUSED);
    await expect(again({ partnership_id: null, terms_version_id: null })).rejects.toMatchObject(REFUSED);
  });

  it('belongs together: the terms to the partnership, the partnership to the department', async () => {
    await expect(again({ terms_version_id: await of('terms_version_id', other.id) })).rejects.toMatchObject(
      REFUSED,
    );
    await expect(again({ department_id: await of('department_id', other.id) })).rejects.toMatchObject(
      REFUSED,
    );
    await again({ cause: 'a test' });
  });

  it('cannot be deleted', async () => {
    await expect(app.sql('delete from download')).rejects.toThrow();
    await expect(app.sql('delete from terms_version')).rejects.toThrow();
    await expect(app.sql('delete from referral_alias')).rejects.toThrow();
    await expect(app.sql('delete from partnership')).rejects.toThrow();
    await expect(app.sql('delete from department')).rejects.toThrow();
  });

  it('is what a download stands by; verify tells of one that stands by nothing', async () => {
    const faults = async () =>
      (await app.get(Verifier).run()).find(({ check }) => check === 'downloads')?.faults ?? ['not checked'];
    const id = randomUUID();
    await app.sql(
      `insert into download_standing (download_id, seq, disposition, occurred_at) values ($1, 1, 'unknown_code', now())`,
      [id],
    );
    expect(await faults()).toContain(`download ${id} stands as no decision says`);
    await app.sql('delete from download_standing where download_id = $1', [id]);
    expect(await faults()).not.toContain(`download ${id} stands as no decision says`);
  });
});
