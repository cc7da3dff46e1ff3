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

describe('what a reviewer is refused', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  let draft: BuiltDraft;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
    reviewers = await buildReviewers(app);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    draft = await buildDraft(app);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
  });

  const refusal = ({ status, json }: { status: number; json: { code?: string } }) => [status, json.code];

  it('a decision about a text that is not the one under review', async () => {
    const { id } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const other = await reviewers.first.post(`/api/v1/reviews/${id}/decision`, {
      decision: 'approved',
      contentHash: 'a'.repeat(64),
    });
    expect(refusal(other)).toEqual([409, 'content_changed']);
  });

  it('a decision about a text that was changed meanwhile', async () => {
    const { id, contentHash } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    await save(draft.pio, draft.draftId, { values: { headline: 'Another headline' } });
    const late = await reviewers.first.post(`/api/v1/reviews/${id}/decision`, {
      decision: 'approved',
      contentHash,
    });
    expect(refusal(late)).toEqual([409, 'content_changed']);
  });

  it('a second decision', async () => {
    const { id, contentHash } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const url = `/api/v1/reviews/${id}/decision`;
    expect((await reviewers.first.post(url, { decision: 'approved', contentHash })).status).toBe(201);
    expect(refusal(await reviewers.second.post(url, { decision: 'approved', contentHash }))).toEqual([
      409,
      'already_decided',
    ]);
  });

  it('work another has claimed, until the claim runs out', async () => {
    const { id } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    expect((await reviewers.first.post(`/api/v1/reviews/${id}/claim`)).status).toBe(201);
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.state).toBe('in_review');
    expect(refusal(await reviewers.second.post(`/api/v1/reviews/${id}/claim`))).toEqual([409, 'claimed']);
    expect(refusal(await decide(reviewers.second, draft.draftId, 'communications'))).toEqual([
      409,
      'claimed',
    ]);
    expect(
      refusal(await reviewers.second.post(`/api/v1/reviews/${id}/proposal`, { values: { headline: 'X' } })),
    ).toEqual([409, 'claimed']);
    app.clock.set('2019-04-12T19:00:00Z');
    expect((await decide(reviewers.second, draft.draftId, 'communications')).status).toBe(201);
    app.clock.set('2019-04-11T19:00:00Z');
  });

  it('a refusal without a note', async () => {
    for (const decision of ['rejected', 'changes_requested']) {
      expect(refusal(await decide(reviewers.first, draft.draftId, 'communications', decision))).toEqual([
        422,
        'note_required',
      ]);
      expect(
        refusal(await decide(reviewers.first, draft.draftId, 'communications', decision, '   ')),
      ).toEqual([422, 'note_required']);
    }
    expect(
      (await decide(reviewers.first, draft.draftId, 'communications', 'rejected', 'Not this year.')).status,
    ).toBe(201);
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.state).toBe('rejected');
  });

  it('a step of another group, and a step that has not come', async () => {
    expect(refusal(await decide(reviewers.legal, draft.draftId, 'communications'))).toEqual([
      403,
      'not_in_group',
    ]);
    const { data } = (await reviewers.legal.get(`/api/v1/reviews?draftId=${draft.draftId}&state=waiting`))
      .json;
    const early = await reviewers.legal.post(`/api/v1/reviews/${data[0].id}/decision`, {
      decision: 'approved',
      contentHash: data[0].contentHash,
    });
    expect(refusal(early)).toEqual([409, 'not_yet_open']);
  });

  it('text they wrote themselves, admins included', async () => {
    const admin = await app.as({ role: 'admin', groups: ['communications', 'legal'] });
    await save(admin, draft.draftId, { values: { headline: 'An admin’s headline' } });
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    expect(refusal(await decide(admin, draft.draftId, 'communications'))).toEqual([403, 'own_work']);
    const { id } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    expect(refusal(await admin.post(`/api/v1/reviews/${id}/claim`))).toEqual([403, 'own_work']);
  });

  it('a proposal that changes nothing, or a locked part', async () => {
    const { id } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const url = `/api/v1/reviews/${id}/proposal`;
    expect(refusal(await reviewers.first.post(url, {}))).toEqual([422, 'nothing_proposed']);
    expect(refusal(await reviewers.first.post(url, { body: { disclosure: 'No devices.' } }))).toEqual([
      422,
      'locked_block_changed',
    ]);
    expect((await pendingReview(reviewers.first, draft.draftId, 'communications')).id).toBe(id);
  });

  it('what is no review, and what is malformed', async () => {
    const contentHash = 'a'.repeat(64);
    expect((await reviewers.first.post('/api/v1/reviews/nothing/claim')).status).toBe(404);
    expect(
      (
        await reviewers.first.post('/api/v1/reviews/01890000-0000-7000-8000-000000000000/decision', {
          decision: 'approved',
          contentHash,
        })
      ).status,
    ).toBe(404);
    const { id } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    expect(
      (await reviewers.first.post(`/api/v1/reviews/${id}/decision`, { decision: 'maybe', contentHash }))
        .status,
    ).toBe(400);
    expect((await draft.pio.post(`/api/v1/reviews/${id}/claim`)).status).toBe(403);
  });
});
