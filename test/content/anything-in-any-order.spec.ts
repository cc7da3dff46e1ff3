import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ReleaseTimesService } from '../../src/content/release-times.service.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { buildReviewers, buildSigned, type Reviewers } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { Chance } from '../support/faults-chance.js';
import { type ServerProcess, startProcess } from '../support/processes.js';
import { size } from '../support/size.js';
import { actFor, attempt, beginning, type Cast, castAt, lookAt } from './people-in-any-order.js';
import { type CameOut, faultsOf, faultsOfPage, whatCameOut } from './what-came-out.js';

/** An interleaving is one moment at which one to three people act on one text at once, while the clock moves and the worker fires. */
const INTERLEAVINGS = size(100, 10_000);
/** Moments in the life of each text. */
const MOMENTS = 8;
const TEXTS = Math.ceil(INTERLEAVINGS / MOMENTS);
/** Texts of one department, worked on side by side. */
const TOGETHER = 25;
const MINUTES_A_MOMENT = 6;
/** Texts on which people act at the same moment. */
const LANES = 6;

describe('several people doing anything in any order, at once, over two processes', () => {
  const seed = Number(process.env['LIAISON_SEED'] || 20_190_422);
  let app: TestApp;
  let reviewers: Reviewers;
  let admin: TestClient;
  let folder: string;
  let second: ServerProcess;
  let now = new Date('2019-04-22T16:00:00Z');

  /** Both processes live by the same clock. */
  const moveOn = (minutes: number): void => {
    now = new Date(now.getTime() + minutes * 60_000);
    app.clock.set(now);
    writeFileSync(path.join(folder, 'clock'), now.toISOString());
  };

  beforeAll(async () => {
    app = await startTestApp({ now: now.toISOString() });
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-any-order-'));
    moveOn(0);
    // The built program beside the one in this process, on the same database.
    second = await startProcess({
      ROLE: 'web',
      DATABASE_URL: app.databaseUrl,
      DATA_DIR: folder,
      SECRET_KEY: 'a-test-key-of-at-least-32-characters',
      CLOCK_FILE: path.join(folder, 'clock'),
    });
    reviewers = await buildReviewers(app);
    admin = await app.as({ role: 'admin', groups: ['communications', 'legal'] });
    const steps = [
      { group: 'communications', quorum: 1, stage: 1, when: 'always' },
      { group: 'legal', quorum: 1, stage: 2, when: 'always' },
      { group: 'department', quorum: 1, stage: 2, when: 'vendor' },
    ];
    const asked = await admin.post('/api/v1/review-policies/press_release/versions', {
      baseVersion: 1,
      steps,
    });
    expect(asked.status).toBe(201);
  }, 120_000);
  afterAll(async () => {
    await second.kill();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('releases nothing that did not pass every step by others, keeps approvals over empty saves, and changes no byte', async () => {
    const [template] = (await admin.get('/api/v1/templates?kind=press_release')).json.data;
    const all = { acts: 0, done: 0, fired: 0, byHand: 0, kept: 0 };
    for (let from = 0; from < TEXTS; from += TOGETHER) {
      const partnership = await buildSigned(app);
      const { departmentId } = partnership;
      const officer = await app.as({ role: 'pio', departmentId });
      const cast = { ...reviewers, admin, partnership, officer };
      const casts = [cast, castAt(cast, second.url)];
      const chances = Array.from(
        { length: Math.min(TOGETHER, TEXTS - from) },
        (_, i) => new Chance(seed + from + i),
      );
      const drafts = await inLanes(chances, async (chance, i) => {
        const { pio, rep } = chance.oneOf(casts).partnership;
        const values = beginning(from + i, chance, now);
        const begun = await chance.oneOf([pio, pio, rep]).post('/api/v1/drafts', {
          partnershipId: partnership.partnershipId,
          templateId: template.id,
          values,
        });
        expect([seed, begun.status]).toEqual([seed, 201]);
        return begun.json.id as string;
      });
      const handed = new Set<string>();
      for (let moment = 0; moment < MOMENTS; moment++) {
        const seen = await lookAt(app, drafts);
        const asSeen = now;
        // The worker fires, and time passes, in the middle of what people do.
        const worker = app.get(ReleaseTimesService).run();
        const statuses = inLanes(chances, async (chance, i) => {
          const text = seen.get(drafts[i]!)!;
          const acts = Array.from({ length: 1 + chance.below(3) }, () => actFor(text, chance));
          const tried = acts.map((act) => attempt(act, text, chance.oneOf(casts), chance, asSeen));
          const answers = await Promise.all(tried);
          answers.forEach((answer, n) => {
            if (!answer) return;
            all.acts++;
            if (answer.status === 201) all.done++;
            if (answer.status === 201 && acts[n] === 'release') handed.add(answer.json.id);
            if (![201, 403, 409, 422].includes(answer.status))
              throw new Error(
                `Seed ${seed}, text ${from + i}: ${acts[n]} was answered ${answer.status} ${answer.text}`,
              );
          });
        });
        moveOn(MINUTES_A_MOMENT);
        await Promise.all([worker, app.get(ReleaseTimesService).run(), statuses]);
      }
      all.kept += await keepApproval(casts, drafts);
      // Whatever was still given a time has had it an hour later; a time that did not let a text out was not due, or was stopped.
      moveOn(60);
      await app.get(ReleaseTimesService).run();
      const releases = await whatCameOut(app, drafts);
      expect([seed, await faultsOf(app, drafts, releases)]).toEqual([seed, []]);
      expect([seed, firedWrongly(releases, handed)]).toEqual([seed, []]);
      const { text } = await app
        .anyone()
        .at(chances[0]!.oneOf(casts).admin.url)
        .get(`/transparency/${partnership.slug}`);
      expect([seed, faultsOfPage(text, releases)]).toEqual([seed, []]);
      all.byHand += releases.filter(({ id }) => handed.has(id)).length;
      all.fired += releases.filter(({ id }) => !handed.has(id)).length;
    }
    // What cannot happen must not be all that happened.
    expect(all.fired + all.byHand).toBeGreaterThan(0);
    expect(Math.min(all.fired, all.byHand, all.kept)).toBeGreaterThanOrEqual(size(0, TEXTS / 25));
    const faults = (await app.get(Verifier).run())
      .filter(({ check }) => check === 'texts')
      .flatMap(({ faults: found }) => found);
    expect([seed, faults]).toEqual([seed, []]);
  }, 1_800_000);

  /** Saves every approved text without a change, by both processes at once: it stays approved, as it is. Returns how many there were. */
  async function keepApproval(casts: Cast[], drafts: string[]): Promise<number> {
    const approved = [...(await lookAt(app, drafts)).values()].filter(({ state }) => state === 'approved');
    await inLanes(approved, async (text) => {
      const saves = casts.map(({ partnership: { pio } }) =>
        pio.post(`/api/v1/drafts/${text.id}/revisions`, { baseRevisionId: text.revisionId, values: {} }),
      );
      for (const { json } of await Promise.all(saves))
        expect([seed, json.state, json.currentRevision?.id]).toEqual([seed, 'approved', text.revisionId]);
    });
    return approved.length;
  }

  /** Releases nobody asked for at that moment which were not due by a release time either, and times that are overdue. */
  function firedWrongly(releases: CameOut[], handed: ReadonlySet<string>): string[] {
    return releases
      .filter(({ id, firedFor, releasedAt }) => !handed.has(id) && !(firedFor && firedFor <= releasedAt))
      .map(({ id }) => id);
  }
});

/** Works through a list, a few at a time. */
async function inLanes<T, R>(list: readonly T[], work: (one: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < list.length; i = next++) results[i] = await work(list[i] as T, i);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}
