import { Files } from '../../src/platform/files/files.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const START = '2019-03-01T15:00:00Z';
const DAY_MS = 24 * 60 * 60 * 1000;
const HEADER = 'ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng';

describe('lists that were taken in', () => {
  let app: TestApp;
  let rep: TestClient;
  let number = 0;

  beforeAll(async () => {
    app = await startTestApp({ now: START });
  });
  beforeEach(() => at(START));
  afterAll(() => app.close());

  /** Another day, on which the rep signs in anew. */
  async function at(iso: string): Promise<void> {
    app.clock.set(iso);
    rep = await app.signedIn({ role: 'rep', email: 'lists@people.example' });
  }

  interface Sent {
    id: string;
    path: string;
    sha256: string;
  }

  /** A list of new departments, checked; the content may be that of an earlier one. */
  async function send(rows = 3, again?: string): Promise<Sent & { content: string }> {
    const first = (number += 1) * 100;
    const line = (index: number) =>
      `KS${String(9_000_000 + first + index)},KS,Fern ${first + index} Police Department,City,Linn,,`;
    const content = again ?? [HEADER, ...Array.from({ length: rows }, (_, index) => line(index))].join('\n');
    const form = new FormData();
    form.set('kind', 'departments');
    form.set('file', new Blob([content]), `list-${number}.csv`);
    const answer = await rep.send('POST', '/imports', { accept: 'text/html' }, form);
    expect([answer.status, answer.status === 303 ? '' : answer.text]).toEqual([303, '']);
    const path = answer.headers.get('location')!.replace('/columns', '');
    const id = path.split('/')[2]!;
    const [row] = await app.sql<{ sha256: string }>(
      'select file_sha256 as sha256 from data_import where id = $1',
      [id],
    );
    return { id, path, sha256: row!.sha256, content };
  }

  async function apply({ path }: Sent): Promise<void> {
    expect((await rep.form(`${path}/application`, {})).status).toBe(303);
    await app.drain();
  }

  /** Lets the sweeps run so many days after the start. */
  async function after(days: number): Promise<void> {
    await at(new Date(Date.parse(START) + days * DAY_MS).toISOString());
    await app.runScheduled('imports.put-away');
    await app.runScheduled('files.sweep');
  }

  const left = async ({ id, sha256 }: Sent) => {
    const [row] = await app.sql<{ state: string; rows: number; files: number; chunks: number }>(
      `select state, (select count(*)::int from data_import_row where import_id = $1) as rows,
              (select count(*)::int from blob where sha256 = $2) as files,
              (select count(*)::int from blob_chunk where sha256 = $2) as chunks
         from data_import where id = $1`,
      [id, sha256],
    );
    return row;
  };
  const events = ({ id }: Sent) =>
    app.sql(
      `select payload ->> 'expired' as expired from domain_event
        where type = 'department_import.put_away' and payload ->> 'importId' = $1`,
      [id],
    );

  it('and never applied lose rows and file after thirty days, and say so', async () => {
    const one = await send();
    await after(29.9);
    expect(await left(one)).toEqual({ state: 'previewed', rows: 3, files: 1, chunks: 1 });
    await after(30);
    await after(30.1);
    expect(await left(one)).toEqual({ state: 'expired', rows: 0, files: 0, chunks: 0 });
    expect(await events(one)).toEqual([{ expired: 'true' }]);
    const page = await rep.get(one.path);
    expect(page.text).toContain('Nobody went on with this list');
    expect(page.text).not.toContain('Apply this import');
    expect((await rep.get('/imports')).text).toContain('Put away');
    const refused = await rep.form(`${one.path}/application`, {});
    expect([refused.status, refused.text.includes('Send the file again')]).toEqual([409, true]);
    expect((await rep.get(`${one.path}/columns`)).status).toBe(409);
    // The same file can be sent again.
    const again = await send(3, one.content);
    expect(await left(again)).toEqual({ state: 'previewed', rows: 3, files: 1, chunks: 1 });
  });

  it('and applied can be undone for ninety days; then the rows go and what was written stays', async () => {
    const kept = await send();
    const undone = await send();
    await apply(kept);
    await apply(undone);
    await after(89);
    expect((await rep.get(kept.path)).text).toContain('It can be undone until');
    expect((await rep.form(`${undone.path}/reversal`, {})).status).toBe(303);
    await app.drain();
    await after(90);
    expect(await left(kept)).toEqual({ state: 'applied', rows: 0, files: 0, chunks: 0 });
    // What was taken back stays listed as long after that.
    expect(await left(undone)).toMatchObject({ state: 'reverted', rows: 3 });
    const page = await rep.get(kept.path);
    expect(page.text).toContain('it can no longer be undone');
    expect(page.text).not.toContain('Undo this import');
    const refused = await rep.form(`${kept.path}/reversal`, {});
    expect([refused.status, refused.text.includes('for 90 days')]).toEqual([409, true]);
    expect(await left(kept)).toMatchObject({ state: 'applied' });
    const [made] = await app.sql(`select count(*)::int as n from department where name like 'Fern %'`);
    expect(made).toEqual({ n: 3 });
    await after(89 + 90);
    expect(await left(undone)).toMatchObject({ state: 'reverted', rows: 0, files: 0 });
  });

  it('and are being worked on are left alone, however old', async () => {
    const one = await send();
    await app.sql(`update data_import set state = 'applying' where id = $1`, [one.id]);
    await after(400);
    expect(await left(one)).toMatchObject({ state: 'applying', rows: 3, files: 1 });
    await app.sql(`update data_import set state = 'failed', progress_done = 1 where id = $1`, [one.id]);
    await after(401);
    expect(await left(one)).toMatchObject({ state: 'expired', rows: 0, files: 0 });
    expect((await rep.get(one.path)).text).toContain('Applying it stopped halfway');
  });

  it('go on being put away where a process died between the mark and the rows', async () => {
    const one = await send();
    await app.sql(`update data_import set state = 'expired', put_away_at = now() where id = $1`, [one.id]);
    await Promise.all([after(0), after(0)]);
    expect(await left(one)).toMatchObject({ state: 'expired', rows: 0 });
    expect(await events(one)).toEqual([]);
  });

  it('share a file: it stays until the last of them lets it go', async () => {
    const early = await send();
    await at('2019-03-20T15:00:00Z');
    const late = await send(3, early.content);
    await after(31);
    expect([(await left(early))?.state, await left(late)]).toEqual([
      'expired',
      { state: 'previewed', rows: 3, files: 1, chunks: 1 },
    ]);
    await after(50);
    expect(await left(late)).toEqual({ state: 'expired', rows: 0, files: 0, chunks: 0 });
  });

  describe('and files of forms that were refused', () => {
    const work = <T>(of: Parameters<UnitOfWork['run']>[1]) =>
      app.get(UnitOfWork).run(SYSTEM, of) as Promise<T>;
    const exists = async (sha256: string) =>
      (await app.sql('select from blob where sha256 = $1', [sha256])).length === 1;
    const keep = (text: string) =>
      work<{ sha256: string }>((tx) =>
        app.get(Files).keep(tx, Buffer.from(text), 'text/plain', {
          keptFor: 'form',
          until: new Date(tx.now.getTime() + 2 * DAY_MS),
        }),
      );

    it('go after two days, unless they were sent after all or were on the record before', async () => {
      const forgotten = await keep('forgotten');
      const sent = await keep('sent after all');
      await work((tx) => app.get(Files).store(tx, Buffer.from('sent after all'), 'text/plain'));
      await work((tx) => app.get(Files).store(tx, Buffer.from('known before'), 'text/plain'));
      const known = await keep('known before');
      const stands = async () => Promise.all([forgotten, sent, known].map(({ sha256 }) => exists(sha256)));
      await after(1.9);
      expect(await stands()).toEqual([true, true, true]);
      await after(2.1);
      await after(400);
      expect(await stands()).toEqual([false, true, true]);
    });

    it('stay when something names them that nobody told of', async () => {
      const { sha256 } = await keep('named by a key');
      await app.sql('create table names_a_file (sha256 text references blob)');
      await app.sql('insert into names_a_file values ($1)', [sha256]);
      await after(3);
      await app.sql('drop table names_a_file');
      await after(4);
      expect(await exists(sha256)).toBe(true);
    });

    it('are refused deletion by the database while they are kept, or on the record', async () => {
      const { sha256 } = await work<{ sha256: string }>((tx) =>
        app.get(Files).store(tx, Buffer.from('for good'), 'text/plain'),
      );
      await expect(app.sql('delete from blob_chunk where sha256 = $1', [sha256])).rejects.toThrow(
        'append-only',
      );
      const form = await keep('kept after being sent');
      await work((tx) => app.get(Files).store(tx, Buffer.from('kept after being sent'), 'text/plain'));
      await expect(app.sql('delete from blob where sha256 = $1', [form.sha256])).rejects.toThrow(
        'append-only',
      );
    });
  });
});
