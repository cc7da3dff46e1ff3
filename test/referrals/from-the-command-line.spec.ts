import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CliOutput } from '../../src/platform/cli/cli-command.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { DownloadsImport } from '../../src/referrals/downloads-import.js';
import { RebuildCounts } from '../../src/referrals/rebuild-counts.js';
import { buildPartnership, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('from the command line', () => {
  let app: TestApp;
  const folder = mkdtempSync(path.join(tmpdir(), 'liaison-downloads-'));
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs a command as `--json` does; its result, and what it said beside. */
  const run = async (command: (out: CliOutput) => Promise<void>) => {
    let result = '';
    let notes = '';
    await command(new CliOutput(true, { out: (text) => (result += text), err: (text) => (notes += text) }));
    return { result: JSON.parse(result) as Record<string, unknown>, notes };
  };
  const importing = (lines: string[]) => {
    const file = path.join(folder, 'downloads.csv');
    writeFileSync(file, lines.join('\n'));
    return run((out) => app.get(DownloadsImport).command([file], {}, out));
  };

  it('takes in a file, names the rows it cannot read, and takes in nothing twice', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    const rows = Array.from(
      { length: 1_200 },
      (_, i) => `branch,row-${i},install,${p.alias},2019-03-20T18:00:00Z,,`,
    );
    const header = '\uFEFFprovider,externalId,kind,alias,occurredAt,existingUser,testDevice';
    const lines = [
      header,
      ...rows,
      `,own-id,,${p.alias},2019-03-20T18:00:00Z,true,`,
      `acme,x,install,${p.alias},2019-03-20T18:00:00Z,,`,
      rows[0]!,
    ];
    const { result } = await importing(lines);
    expect(result).toMatchObject({
      rows: 1_203,
      accepted: 1_201,
      repeated: 1,
      flagged: [{ line: 1_203, code: 'unknown_provider' }],
    });
    expect((await importing(lines)).result).toMatchObject({ accepted: 0, repeated: 1_202 });
    const progress = await p.rep.get(`/api/v1/partnerships/${p.id}/progress`);
    expect(progress.json).toMatchObject({
      qualifying: 1_200,
      earned: 60,
      disqualified: { existing_user: 1 },
    });
  });

  it('says what is wrong with a file that is none', async () => {
    await expect(app.get(DownloadsImport).import(path.join(folder, 'nothing.csv'))).rejects.toMatchObject({
      code: 'file_missing',
    });
    await expect(importing(['provider,externalId', 'branch,"never closed'])).rejects.toMatchObject({
      code: 'csv_broken',
    });
  });

  it('makes counts again from the decisions alone', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    await p.rep.post('/api/v1/downloads', {
      events: [...someEvents(45, p.alias), ...someEvents(3, p.alias, { kind: 'open' })],
    });
    const counts = () =>
      app.sql(
        'select disposition, year, count::int from partnership_count where partnership_id = $1 order by 1',
        [p.id],
      );
    const faults = async () =>
      (await app.get(Verifier).run()).find(({ check }) => check === 'downloads')?.faults;
    const right = await counts();
    expect(await faults()).toEqual([]);
    // Someone with the owner's password did this.
    await app.sql(
      `update partnership_count set count = 7 where partnership_id = $1 and disposition = 'qualifying'`,
      [p.id],
    );
    await app.sql(`delete from partnership_count where partnership_id = $1 and disposition = 'not_install'`, [
      p.id,
    ]);
    await app.sql(
      `insert into partnership_count select partnership_id, terms_version_id, 2018, 'fraud', department_id, 4
      from partnership_count where partnership_id = $1 limit 1`,
      [p.id],
    );
    await app.sql(
      `update download_standing set disposition = 'fraud' where download_id =
      (select download_id from download_standing where partnership_id = $1 and disposition = 'qualifying' limit 1)`,
      [p.id],
    );
    expect((await faults())?.length).toBeGreaterThan(3);
    const rebuilding = (dryRun: boolean) =>
      run((out) => app.get(RebuildCounts).command([], dryRun ? { dryRun: true } : {}, out));
    const wrong = await counts();
    expect((await rebuilding(true)).result).toMatchObject({
      dryRun: true,
      standing: 1,
      counts: { length: 3 },
    });
    expect(await counts()).toEqual(wrong);
    const { notes } = await rebuilding(false);
    expect(notes).toContain('qualifying 2019: 7 → 45');
    expect(await counts()).toEqual(right);
    expect(await faults()).toEqual([]);
    expect((await rebuilding(false)).result).toMatchObject({ standing: 0, counts: { length: 0 } });
    expect((await p.rep.get(`/api/v1/partnerships/${p.id}/progress`)).json).toMatchObject({
      qualifying: 45,
      earned: 2,
      issued: 2,
    });
  });
});
