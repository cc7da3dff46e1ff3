import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import {
  approve,
  buildDraft,
  type BuiltDraft,
  buildReviewers,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Answer, TestClient } from '../support/client.js';
import { type ServerProcess, startProcess } from '../support/processes.js';
import { size } from '../support/size.js';

const NOW = '2019-04-22T16:00:00Z';
const ACTS = size(150, 10_000);
const AT_ONCE = 6;
const HEADLINES = ['One headline', 'Another headline', 'A third headline'];

/** A small generator with a seed (mulberry32), so that a failing order can be run again. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('several people doing anything in any order, at once, over two processes', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  let admin: TestClient;
  let folder: string;
  let second: ServerProcess;
  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    folder = mkdtempSync(path.join(tmpdir(), 'liaison-any-order-'));
    writeFileSync(path.join(folder, 'clock'), NOW);
    // The built program beside the one in this process, on the same database and under the same clock.
    second = await startProcess({
      ROLE: 'web',
      DATABASE_URL: app.databaseUrl,
      DATA_DIR: folder,
      SECRET_KEY: 'a-test-key-of-at-least-32-characters',
      CLOCK_FILE: path.join(folder, 'clock'),
    });
    reviewers = await buildReviewers(app);
    admin = await app.as({ role: 'admin', groups: ['communications', 'legal'] });
  }, 120_000);
  afterAll(async () => {
    await second.kill();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The same person at one of the two processes. */
  const somewhere = (client: TestClient, dice: () => number): TestClient =>
    dice() < 0.5 ? client : client.at(second.url);

  async function act(draft: BuiltDraft, dice: () => number): Promise<Answer | null> {
    const pio = somewhere(draft.pio, dice);
    const { draftId } = draft;
    const url = `/api/v1/drafts/${draftId}`;
    const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T;
    const { currentRevision, proposal } = (await pio.get(url)).json;
    const review = async () =>
      (await reviewers.first.get(`/api/v1/reviews?state=pending&draftId=${draftId}`)).json.data[0];
    switch (
      pick([
        'save',
        'submit',
        'decide',
        'decide',
        'decide',
        'decide',
        'propose',
        'answer',
        'release',
        'correct',
        'claim',
      ])
    ) {
      case 'save':
        return save(somewhere(pick([pio, pio, draft.rep, admin]), dice), draftId, {
          values: { headline: pick(HEADLINES) },
        });
      case 'submit':
        return pio.post(`${url}/submission`);
      case 'decide': {
        const pending = await review();
        const decision = pick(['approved', 'approved', 'approved', 'changes_requested']);
        const by = somewhere(
          pick([reviewers.first, reviewers.second, reviewers.legal, reviewers.legal, admin]),
          dice,
        );
        return (
          pending &&
          by.post(`/api/v1/reviews/${pending.id}/decision`, {
            decision,
            note: 'x',
            contentHash: pending.contentHash,
          })
        );
      }
      case 'claim': {
        const pending = await review();
        return pending && somewhere(reviewers.legal, dice).post(`/api/v1/reviews/${pending.id}/claim`);
      }
      case 'propose': {
        const pending = await review();
        return (
          pending &&
          somewhere(pick([reviewers.first, admin]), dice).post(`/api/v1/reviews/${pending.id}/proposal`, {
            values: { headline: pick(HEADLINES) },
          })
        );
      }
      case 'answer': {
        const answers = proposal?.hunks.map(({ id }: Record<'id', string>) => ({
          hunkId: id,
          accept: dice() < 0.5,
        }));
        return answers ? pio.post(`${url}/hunk-answers`, { answers }) : null;
      }
      case 'correct':
        return dice() < 0.5 ? pio.post(`${url}/correction`, { note: 'A word.' }) : null;
      default:
        return somewhere(pick([pio, admin]), dice).post(`${url}/release`, {
          contentHash: currentRevision.contentHash,
        });
    }
  }

  it('releases nothing that did not pass every step by others, and nothing breaks', async () => {
    const seed = Number(process.env['LIAISON_SEED'] || 20_190_422);
    const drafts = [await buildDraft(app), await buildDraft(app), await buildDraft(app)];
    // One of them is public already, so that corrections of it come up; another waits to be released.
    const [published, approved] = drafts as [BuiltDraft, BuiltDraft, BuiltDraft];
    const contentHash = await approve(published, reviewers);
    await published.pio.post(`/api/v1/drafts/${published.draftId}/release`, { contentHash });
    await approve(approved, reviewers);
    const statuses: number[] = [];
    for (let done = 0; done < ACTS; done += AT_ONCE) {
      // Each act has dice of its own, so that what is tried hangs on the seed and only the order on the machine.
      const turn = Array.from({ length: AT_ONCE }, (_, i) => {
        const dice = random(seed + done + i);
        return act(drafts[Math.floor(dice() * 3)] as BuiltDraft, dice);
      });
      for (const answer of await Promise.all(turn)) if (answer) statuses.push(answer.status);
    }
    expect([seed, statuses.filter((status) => ![201, 403, 409, 422].includes(status))]).toEqual([seed, []]);
    expect(statuses).toContain(201);
    expect(await app.sql('select id from release')).not.toHaveLength(0);

    const unapproved = await app.sql(
      `select e.id from release e where not exists (
         select 1 from review_round o where o.draft_id = e.draft_id and o.content_hash = e.content_hash and o.state = 'approved'
           and (select count(distinct d.reviewer_group) from review_decision d where d.round_id = o.id and d.decision = 'approved') = 2)`,
    );
    expect([seed, unapproved]).toEqual([seed, []]);
    const ownWork = await app.sql(
      `select d.id from review_decision d join review_round o on o.id = d.round_id where d.decided_by = any(o.author_ids)`,
    );
    expect([seed, ownWork]).toEqual([seed, []]);
    const adrift = await app.sql(
      `select d.id, d.state from draft d
        where (d.state in ('submitted', 'in_review')) <> exists (select 1 from review_round o where o.draft_id = d.id and o.state = 'open')`,
    );
    expect([seed, adrift]).toEqual([seed, []]);
    const twice = await app.sql(
      'select review_id from review_decision group by review_id having count(*) > 1',
    );
    expect(twice).toHaveLength(0);
    await app.drain();
    const faults = (await app.get(Verifier).run())
      .filter(({ check }) => check === 'texts')
      .flatMap(({ faults: found }) => found);
    expect([seed, faults]).toEqual([seed, []]);
  }, 1_800_000);
});
