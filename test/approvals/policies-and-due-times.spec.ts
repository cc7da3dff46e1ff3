import {
  buildDraft,
  type BuiltDraft,
  buildReviewers,
  decide,
  pendingReview,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const POLICY = '/api/v1/review-policies/press_release/versions';
const step = (group: string, stage: number, quorum = 1, when = 'always') => ({ group, quorum, stage, when });

describe('policies, and what becomes of work that waits', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  let admin: TestClient;
  beforeAll(async () => {
    // Thursday, 14:00 in New York, where the office of a new installation is.
    app = await startTestApp({ now: '2019-04-11T18:00:00Z' });
    reviewers = await buildReviewers(app);
    admin = await app.as('admin');
  });
  afterAll(() => app.close());

  const submit = async (draft: BuiltDraft): Promise<void> => {
    const sent = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    expect(sent.status).toBe(201);
  };
  const waiting = async (draftId: string): Promise<string[]> =>
    (
      await app.sql<{ group: string }>(
        `select reviewer_group as "group" from review where draft_id = $1 and state = 'pending' order by step`,
        [draftId],
      )
    ).map(({ group }) => group);
  const write = async (steps: unknown[]) => {
    const { data } = (await admin.get(POLICY)).json;
    return admin.post(POLICY, { baseVersion: data[0].version, steps });
  };
  const mailsOf = (template: string) =>
    app.sql<{ address: string; key: string }>(
      `select to_address as address, idempotency_key as key from email_message where template = $1 order by id`,
      [`mail/approvals/${template}`],
    );

  it('a new version is checked, refused with each fault, and never written over another', async () => {
    const faulty = await write([step('legal', 1, 5), step('nobody', 3), step('legal', 3, 1, 'terms')]);
    expect(faulty.status).toBe(422);
    expect(faulty.json.errors.map(({ field, code }: Record<string, string>) => [field, code])).toEqual([
      ['steps.0.quorum', 'group_too_small'],
      ['steps.1.group', 'unknown_group'],
      ['steps.2.group', 'group_twice'],
      ['steps', 'stage_gap'],
    ]);
    const both = await Promise.all(
      [1, 2].map((quorum) =>
        admin.post(POLICY, { baseVersion: 1, steps: [step('communications', 1, quorum), step('legal', 1)] }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.json.code).toBe('stale_policy');
    expect(both.find(({ status }) => status === 201)?.json.warnings.join()).toContain('legal has one person');
    const reviewer = await reviewers.first.post(POLICY, { baseVersion: 2, steps: [step('legal', 1)] });
    expect(reviewer.status).toBe(403);
    await expect(app.sql(`update review_policy set steps = '[]' where version = 1`)).rejects.toThrow();
    await expect(app.sql(`update review_policy set note = 'x'`)).rejects.toThrow();
  });

  it('a policy is written and a group kept from the page, which keeps what was typed when it refuses', async () => {
    const browser = await app.signedIn({ role: 'admin' });
    const { data } = (await admin.get(POLICY)).json;
    const form = (quorum: string) =>
      new URLSearchParams({
        baseVersion: String(data[0].version),
        note: 'Two of communications',
        'steps.0.group': 'communications',
        'steps.0.quorum': quorum,
        'steps.0.stage': '1',
        'steps.0.when': 'always',
        'steps.2.group': 'legal',
        'steps.2.quorum': '1',
        'steps.2.stage': '1',
        'steps.2.when': 'terms',
      });
    const post = (path: string, body: URLSearchParams) =>
      browser.send('POST', path, { 'content-type': 'application/x-www-form-urlencoded' }, body.toString());
    const refused = await post('/settings/review-policies/press_release', form('7'));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('people are in this group, and 7 would have to agree');
    expect((await post('/settings/review-policies/press_release', form('1'))).status).toBe(303);
    const group = new URLSearchParams({ key: 'partners', name: 'Partners', backupKey: '' });
    expect((await post('/settings/review-groups', group)).status).toBe(303);
    const shown = await browser.get('/settings/review-policies?kind=press_release');
    expect(shown.text).toContain('texts that change what is offered');
    expect(shown.text).toContain('nobody may decide');
  });

  it('steps of one stage are asked at once, in any order; a step for terms is left out when only words changed', async () => {
    const draft = await buildDraft(app);
    const early = await buildDraft(app);
    await submit(early);
    await submit(draft);
    expect(await waiting(draft.draftId)).toEqual(['communications', 'legal']);
    expect((await decide(reviewers.legal, draft.draftId, 'legal')).status).toBe(201);
    expect(await waiting(draft.draftId)).toEqual(['communications']);
    expect((await decide(reviewers.first, draft.draftId, 'communications')).status).toBe(201);
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.state).toBe('approved');

    await save(draft.pio, draft.draftId, { values: { headline: 'Other words, the same offer' } });
    await submit(draft);
    expect(await waiting(draft.draftId)).toEqual(['communications']);
    await decide(reviewers.first, draft.draftId, 'communications');
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.state).toBe('approved');

    // The round that was opened before goes on under its own version, whatever is in force now.
    await write([step('legal', 1)]);
    expect(await waiting(early.draftId)).toEqual(['communications', 'legal']);
    await write([step('communications', 1), step('legal', 2)]);
  });

  it('reminds at half the time, at its end and late, each once; then the backup group may decide too', async () => {
    const backup = await app.as({ role: 'reviewer', groups: ['partners'], email: 'backup@people.example' });
    const named = await admin.put('/api/v1/review-groups/communications', {
      name: 'Communications',
      backupKey: 'partners',
    });
    expect(named.status).toBe(200);
    app.clock.set('2019-06-06T13:00:00Z');
    const draft = await buildDraft(app);
    await submit(draft);
    await app.drain();
    const pending = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const tooEarly = await backup.post(`/api/v1/reviews/${pending.id}/decision`, {
      decision: 'approved',
      contentHash: pending.contentHash,
    });
    expect(tooEarly.json.code).toBe('not_in_group');
    const reminders = async () =>
      (await mailsOf('review-reminder'))
        .filter(({ key }) => key.includes(pending.id))
        .map(({ key }) => key.split(':')[0]);
    const at = async (instant: string) => {
      app.clock.set(instant);
      await Promise.all([app.runScheduled('approvals.remind'), app.runScheduled('approvals.remind')]);
      await app.runScheduled('approvals.remind');
      await app.drain();
    };
    await reviewers.second.post(`/api/v1/reviews/${pending.id}/claim`);
    await at('2019-06-07T13:30:00Z'); // Two business days: due Monday 17:00. Friday 9:30 is less than half of it.
    expect(await reminders()).toEqual([]);
    await at('2019-06-07T17:30:00Z');
    expect(await reminders()).toHaveLength(2);
    await at('2019-06-10T21:30:00Z');
    expect((await reminders()).filter((cause) => cause === 'review-reminded-100')).toHaveLength(2);
    await at('2019-06-12T17:30:00Z');
    expect((await reminders()).filter((cause) => cause === 'review-reminded-150')).toHaveLength(2);
    const handedOn = (await mailsOf('review-handed-on')).filter(({ key }) => key.includes(pending.id));
    expect(handedOn.map(({ address }) => address)).toEqual(['backup@people.example']);
    const queue = (await backup.get('/api/v1/reviews?state=pending')).json.data;
    expect(queue.find(({ id }: { id: string }) => id === pending.id).backupGroup).toBe('partners');
    const decided = await backup.post(`/api/v1/reviews/${pending.id}/decision`, {
      decision: 'approved',
      contentHash: pending.contentHash,
    });
    expect(decided.status).toBe(201);
  });

  it('a claim is given back, or taken over by a colleague, and whoever had it is told', async () => {
    const draft = await buildDraft(app);
    await submit(draft);
    const { id } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const url = `/api/v1/reviews/${id}`;
    expect((await reviewers.first.post(`${url}/takeover`)).json.code).toBe('not_claimed');
    await reviewers.first.post(`${url}/claim`);
    expect((await reviewers.second.post(`${url}/claim`)).json.code).toBe('claimed');
    expect((await reviewers.legal.post(`${url}/takeover`)).json.code).toBe('not_in_group');
    const taken = await reviewers.second.post(`${url}/takeover`, { reason: 'Ellen is travelling.' });
    expect(taken.status).toBe(201);
    await app.drain();
    expect((await mailsOf('taken-over')).length).toBe(1);
    expect((await reviewers.first.post(`${url}/claim-return`)).json.code).toBe('not_claimed');
    expect((await reviewers.second.post(`${url}/claim-return`)).status).toBe(201);
    expect((await reviewers.first.post(`${url}/claim`)).status).toBe(201);
  });

  it('decides together what was marked as read one by one, and refuses the rest with the reason', async () => {
    const drafts = [await buildDraft(app), await buildDraft(app), await buildDraft(app)];
    const reviews = [];
    for (const draft of drafts) {
      await submit(draft);
      const { id, contentHash } = await pendingReview(reviewers.first, draft.draftId, 'communications');
      reviews.push({ id, contentHash });
    }
    const [one, two, three] = reviews as [
      { id: string; contentHash: string },
      { id: string; contentHash: string },
      { id: string; contentHash: string },
    ];
    for (const { id, contentHash } of [one, two, one])
      expect((await reviewers.first.post(`/api/v1/reviews/${id}/reading`, { contentHash })).status).toBe(201);
    const wrong = await reviewers.first.post(`/api/v1/reviews/${three.id}/reading`, {
      contentHash: one.contentHash,
    });
    expect(wrong.json.code).toBe('content_changed');
    await save(drafts[1]!.pio, drafts[1]!.draftId, { values: { headline: 'Changed meanwhile' } });
    const outcome = (
      await reviewers.first.post('/api/v1/review-decisions', { decision: 'approved', reviews })
    ).json;
    expect(outcome.decided.map(({ id }: { id: string }) => id)).toEqual([one.id]);
    expect(outcome.refused.map(({ id, code }: Record<string, string>) => [id, code])).toEqual([
      [two.id, 'content_changed'],
      [three.id, 'not_read'],
    ]);
    const filtered = (await reviewers.first.get('/queue?free=true&late=true')).status;
    expect(filtered).toBe(200);
  });
});
