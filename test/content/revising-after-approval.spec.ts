import {
  approve,
  buildDraft,
  buildReviewers,
  decide,
  pendingReview,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('revising after approval', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-22T16:00:00Z' });
    reviewers = await buildReviewers(app);
  });
  afterAll(() => app.close());

  it('an empty save keeps the approval and makes no revision', async () => {
    const draft = await buildDraft(app);
    const hash = await approve(draft, reviewers);
    const empty = await save(draft.pio, draft.draftId, {});
    expect([empty.status, empty.json.state]).toEqual([201, 'approved']);
    const { currentRevision } = empty.json;
    const same = await save(draft.pio, draft.draftId, {
      values: currentRevision.values,
      body: Object.fromEntries(
        currentRevision.blocks.map(({ id, text }: Record<'id' | 'text', string>) => [id, text]),
      ),
    });
    expect([same.status, same.json.state, same.json.currentRevision.id]).toEqual([
      201,
      'approved',
      currentRevision.id,
    ]);
    expect(same.json.currentRevision.contentHash).toBe(hash);
  });

  it('another text is not approved; the approved one, saved again, is at once', async () => {
    const draft = await buildDraft(app);
    const hash = await approve(draft, reviewers);
    const other = await save(draft.pio, draft.draftId, { values: { headline: 'A new headline' } });
    expect(other.json.state).toBe('draft');
    const back = await save(draft.pio, draft.draftId, {
      values: { headline: 'Alder Falls police join a neighborhood app' },
    });
    expect([
      back.json.state,
      back.json.currentRevision.contentHash,
      back.json.currentRevision.number,
    ]).toEqual(['approved', hash, 4]);
    expect(
      (await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release`, { contentHash: hash })).status,
    ).toBe(201);
  });

  it('words that were sent back later are not let out by an approval from before', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    const hash = await approve(draft, reviewers);
    expect((await draft.pio.post(`${url}/release`, { contentHash: hash })).status).toBe(201);
    expect((await draft.pio.post(`${url}/correction`, { note: 'Read it once more, please.' })).status).toBe(
      201,
    );
    expect((await draft.pio.post(`${url}/submission`)).status).toBe(201);
    const back = await decide(
      reviewers.first,
      draft.draftId,
      'communications',
      'changes_requested',
      'The quote is too long.',
    );
    expect(back.status).toBe(201);
    const saved = await save(draft.pio, draft.draftId, {});
    expect([saved.json.state, saved.json.currentRevision.contentHash]).toEqual(['draft', hash]);
    const out = await draft.pio.post(`${url}/release`, { contentHash: hash });
    expect([out.status, out.json.code]).toEqual([422, 'not_approved']);
    await expect(
      app.sql(
        `insert into release select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'replaces_id', r.id))).*
           from release r where draft_id = $1`,
        [draft.draftId],
      ),
    ).rejects.toThrow(/not passed every step/);
  });

  it('what another draft was approved with approves nothing here', async () => {
    const one = await buildDraft(app);
    await approve(one, reviewers);
    const two = await buildDraft(app);
    const { state } = (await two.pio.get(`/api/v1/drafts/${two.draftId}`)).json;
    expect(state).toBe('draft');
  });

  it('saving while reviewers read closes their reviews', async () => {
    const draft = await buildDraft(app);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    const review = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const saved = await save(draft.pio, draft.draftId, { values: { headline: 'A new headline' } });
    expect(saved.json.state).toBe('draft');
    expect((await reviewers.first.get(`/api/v1/reviews/${review.id}`)).json.state).toBe('superseded');
    expect(
      await app.sql(`select 1 from review where draft_id = $1 and state in ('pending', 'waiting')`, [
        draft.draftId,
      ]),
    ).toHaveLength(0);
  });

  it('a person who becomes an author after approving no longer counts', async () => {
    const draft = await buildDraft(app);
    const admin = await app.as({ role: 'admin', groups: ['communications'] });
    const hash = await approve(draft, { ...reviewers, second: admin });
    await save(admin, draft.draftId, { values: { headline: 'The admin’s headline' } });
    const back = await save(draft.pio, draft.draftId, {
      values: { headline: 'Alder Falls police join a neighborhood app' },
    });
    expect([back.json.currentRevision.contentHash, back.json.state]).toEqual([hash, 'draft']);
    const release = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release`, { contentHash: hash });
    expect([release.status, release.json.code]).toEqual([422, 'not_approved']);
  });

  it('a save over an older revision is stale', async () => {
    const draft = await buildDraft(app);
    const { currentRevision } = (await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json;
    await save(draft.rep, draft.draftId, { values: { headline: 'The rep’s headline' } });
    const stale = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/revisions`, {
      baseRevisionId: currentRevision.id,
      values: { headline: 'Mine' },
    });
    expect([stale.status, stale.json.code]).toEqual([409, 'stale_revision']);
  });

  it('three saves at once over one revision: one wins', async () => {
    const draft = await buildDraft(app);
    const { currentRevision } = (await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json;
    const answers = await Promise.all(
      ['One', 'Two', 'Three'].map((headline) =>
        draft.pio.post(`/api/v1/drafts/${draft.draftId}/revisions`, {
          baseRevisionId: currentRevision.id,
          values: { headline },
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ json }) => json.code === 'stale_revision')).toHaveLength(2);
  });
});
