import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { approve, buildDraft, buildReviewers } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Chance } from '../support/faults-chance.js';
import { Crowd } from '../support/faults-crowd.js';
import { printedSeed, size } from '../support/size.js';
import { until } from '../support/until.js';

const TEXTS = 30;
const KILLS = 12;
/** Workers look every fifteen seconds, too long a wait for every run; the rule itself is in test/content/going-out.spec.ts. */
const only = size(0, 1) === 1 ? describe : describe.skip;

only('release times while two workers fire and are killed', () => {
  const chance = new Chance(size(0, 1) === 1 ? printedSeed('Releases under kills') : 1);
  let app: TestApp;
  let folder: string;
  let workers: Crowd;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-release-'));
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
    const secrets = { DATA_DIR: folder, SECRET_KEY: 'a-test-key-of-at-least-32-characters' };
    workers = new Crowd({ DATABASE_URL: app.databaseUrl, ...secrets }, ['worker', 'worker']);
  }, 120_000);
  afterAll(async () => {
    await workers.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('let each text out once, with one event and one settled time', async () => {
    const reviewers = await buildReviewers(app);
    const drafts: string[] = [];
    for (let count = 0; count < TEXTS; count++) {
      const draft = await buildDraft(app);
      const contentHash = await approve(draft, reviewers);
      const time = { contentHash, date: '2019-04-12', time: '08:00' };
      const set = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release-time`, time);
      expect(set.status).toBe(201);
      drafts.push(draft.draftId);
    }
    // The workers’ clock is the real one: all of these are due for years.
    await workers.start();
    const waiting = async (): Promise<number> =>
      (await app.sql(`select 1 from release_time where state = 'waiting'`)).length;
    let kills = 0;
    for (; kills < KILLS && (await waiting()) > 0; kills++) {
      await pause(chance.below(900));
      await workers.kill(chance.below(workers.count));
    }
    await until('every time to be settled', async () => (await waiting()) === 0, 240_000);
    await workers.allUp();
    const rows = await app.sql<{ releases: number; events: number; state: string }>(
      `select t.state, (select count(*)::int from release r where r.draft_id = t.draft_id) as releases,
              (select count(*)::int from domain_event e where e.type = 'release.published' and e.subject_id = t.draft_id::text) as events
         from release_time t where t.draft_id = any($1::uuid[])`,
      [drafts],
    );
    expect(kills).toBeGreaterThan(0);
    expect(rows).toEqual(drafts.map(() => ({ state: 'released', releases: 1, events: 1 })));
  }, 400_000);
});
