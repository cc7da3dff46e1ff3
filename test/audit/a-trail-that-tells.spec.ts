import { Verifier } from '../../src/platform/verify/verify-check.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

describe('the trail', () => {
  let app: TestApp;
  const asOwner = async (...statements: string[]): Promise<void> => {
    for (const table of ['domain_event', 'audit_seal'])
      await app.sql(`alter table ${table} disable trigger user`);
    for (const statement of statements) await app.sql(statement);
    for (const table of ['domain_event', 'audit_seal'])
      await app.sql(`alter table ${table} enable trigger user`);
  };

  const sealed = async (): Promise<boolean> => {
    const [row] = await app.sql<{ all: boolean }>(
      'select (select sum(size) from audit_seal) = (select count(*) from domain_event) as all',
    );
    return row?.all === true;
  };
  /** Only rows older than the oldest running transaction are sealed, and another spec's on the same Postgres is one, too. */
  const seal = (): Promise<void> =>
    until('everything to be sealed', async () => {
      await app.runScheduled('audit.seal');
      return sealed();
    });

  beforeAll(async () => {
    app = await startTestApp();
    const rep = await app.as('rep');
    for (let i = 0; i < 12; i++)
      await rep.post('/api/v1/departments', { name: `Department ${i}`, kind: 'other', state: 'KS' });
    await seal();
    await app.sql('create table before_events as select * from domain_event');
    await app.sql('create table before_seals as select * from audit_seal');
  });
  afterAll(() => app.close());
  // Whoever tampers with the trail can also put it back; the next spec begins with one that adds up.
  afterEach(async () => {
    await asOwner(
      'delete from audit_seal',
      'delete from domain_event where seq in (select seq from before_events)',
      'insert into domain_event overriding system value select * from before_events',
      'insert into audit_seal overriding system value select * from before_seals',
    );
  });

  const trailFaults = async (): Promise<string[]> =>
    (await app.get(Verifier).run()).find(({ check }) => check === 'trail')?.faults ?? ['no check'];

  it('adds up, and seals everything once', async () => {
    expect(await trailFaults()).toEqual([]);
    expect(await sealed()).toBe(true);
    const seals = await app.sql('select * from audit_seal order by id');
    await app.runScheduled('audit.seal');
    expect(await app.sql('select * from audit_seal order by id')).toEqual(seals);
  });

  it('refuses to be changed, even by the owner of the table', async () => {
    for (const statement of [
      `update domain_event set summary = 'x'`,
      'delete from domain_event',
      // Without it, what points to the table is refused first.
      'truncate domain_event cascade',
      `update audit_seal set size = 0`,
    ]) {
      await expect(app.sql(statement)).rejects.toThrow(/append-only/);
    }
  });

  it.each([
    [
      'a word is changed',
      `update domain_event set summary = 'Nothing happened' where seq = 3`,
      /row 3 .*does not match its hash/,
    ],
    ['a row is taken out', 'delete from domain_event where seq = 4', /are there/],
    [
      'a row and its hash are changed together',
      `update domain_event set summary = 'x', leaf_hash = repeat('a', 64) where seq = 5`,
      /does not match/,
    ],
    [
      'the actor is changed',
      `update domain_event set actor_name = 'Somebody else' where seq = 6`,
      /does not match its hash/,
    ],
  ])('tells when %s by someone who went around that', async (_what, statement, told) => {
    await asOwner(statement);
    expect((await trailFaults()).join('\n')).toMatch(told);
  });

  it('tells when a seal is taken out of the chain', async () => {
    const rep = await app.as('rep');
    await rep.post('/api/v1/departments', { name: 'One more', kind: 'other', state: 'KS' });
    await seal();
    await asOwner('delete from audit_seal where id = (select min(id) from audit_seal)');
    expect((await trailFaults()).join('\n')).toMatch(/does not follow from the one before|are there/);
  });
});
