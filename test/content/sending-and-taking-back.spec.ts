import {
  ANNOUNCEMENT,
  approve,
  buildDraft,
  buildReviewers,
  buildSigned,
  decide,
  pendingReview,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('sending a text for approval, and taking it back', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-22T16:00:00Z' });
    reviewers = await buildReviewers(app);
  });
  afterAll(() => app.close());

  const refusal = ({ status, json }: { status: number; json: { code?: string } }) => [status, json.code];

  it('names every failed check at once', async () => {
    const { pio } = await buildSigned(app);
    const { data } = (await pio.get('/api/v1/drafts')).json;
    const { id } = data.find(({ kind }: Record<'kind', string>) => kind === 'press_release');
    const refused = await pio.post(`/api/v1/drafts/${id}/submission`);
    expect(refusal(refused)).toEqual([422, 'required']);
    expect(refused.json.errors.map(({ field }: Record<'field', string>) => field)).toEqual(
      expect.arrayContaining([
        'values.headline',
        'values.datelineDate',
        'values.whyJoined',
        'values.chiefQuote',
      ]),
    );
    expect((await pio.get(`/api/v1/drafts/${id}`)).json.state).toBe('draft');
  });

  it('is refused while nobody may decide it', async () => {
    const lonely = await startTestApp({ now: '2019-04-22T16:00:00Z' });
    try {
      const draft = await buildDraft(lonely, { ...ANNOUNCEMENT, headline: '' });
      const url = `/api/v1/drafts/${draft.draftId}/submission`;
      const both = await draft.pio.post(url);
      expect(refusal(both)).toEqual([422, 'checks_failed']);
      expect(both.json.errors.map(({ code }: Record<'code', string>) => code)).toEqual([
        'required',
        'no_eligible_reviewer',
        'no_eligible_reviewer',
      ]);
      await save(draft.pio, draft.draftId, { values: { headline: 'Complete' } });
      expect(refusal(await draft.pio.post(url))).toEqual([422, 'no_eligible_reviewer']);
      const admin = await lonely.as({ role: 'admin', groups: ['communications', 'legal'] });
      await save(admin, draft.draftId, { values: { headline: 'The admin’s words' } });
      expect(refusal(await draft.pio.post(url))).toEqual([422, 'no_eligible_reviewer']);
      await buildReviewers(lonely);
      expect((await draft.pio.post(url)).status).toBe(201);
    } finally {
      await lonely.close();
    }
  });

  it('is refused twice, and after refusals until another text is saved', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}/submission`;
    expect((await draft.pio.post(url)).status).toBe(201);
    expect(refusal(await draft.pio.post(url))).toEqual([422, 'step_not_allowed']);
    await decide(reviewers.first, draft.draftId, 'communications', 'changes_requested', 'Shorter.');
    expect(refusal(await draft.pio.post(url))).toEqual([422, 'step_not_allowed']);
    expect((await save(draft.pio, draft.draftId, { values: { headline: 'Shorter' } })).json.state).toBe(
      'draft',
    );
    expect((await draft.pio.post(url)).status).toBe(201);
  });

  it('the author can insist on the same text after a refusal: a new revision leads back', async () => {
    const draft = await buildDraft(app);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    await decide(reviewers.first, draft.draftId, 'communications', 'rejected', 'No.');
    const same = await save(draft.pio, draft.draftId, {});
    expect([same.json.state, same.json.currentRevision.number]).toEqual(['draft', 3]);
  });

  it('can be withdrawn from wherever it is, and then is over', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    await draft.pio.post(`${url}/submission`);
    const review = await pendingReview(reviewers.first, draft.draftId, 'communications');
    expect((await draft.pio.post(`${url}/withdrawal`)).json.state).toBe('withdrawn');
    const late = await reviewers.first.post(`/api/v1/reviews/${review.id}/decision`, {
      decision: 'approved',
      contentHash: review.contentHash,
    });
    expect(refusal(late)).toEqual([409, 'content_changed']);
    for (const path of ['submission', 'withdrawal'])
      expect(refusal(await draft.pio.post(`${url}/${path}`))).toEqual([422, 'step_not_allowed']);
    expect(refusal(await save(draft.pio, draft.draftId, { values: { headline: 'x' } }))).toEqual([
      422,
      'step_not_allowed',
    ]);
  });

  it('answers have to be complete, and belong to the proposal', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    expect(
      refusal(await draft.pio.post(`${url}/hunk-answers`, { answers: [{ hunkId: 'h', accept: true }] })),
    ).toEqual([409, 'no_open_proposal']);
    await draft.pio.post(`${url}/submission`);
    const review = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const { json } = await reviewers.first.post(`/api/v1/reviews/${review.id}/proposal`, {
      values: { headline: 'Other words', chiefQuote: 'Fewer words.' },
    });
    const [one] = json.hunks;
    const partly = await draft.pio.post(`${url}/hunk-answers`, {
      answers: [{ hunkId: one.id, accept: true }],
    });
    expect(refusal(partly)).toEqual([422, 'answers_incomplete']);
    const foreign = await draft.pio.post(`${url}/hunk-answers`, {
      answers: [
        ...json.hunks.map(({ id }: Record<'id', string>) => ({ hunkId: id, accept: true })),
        { hunkId: 'hffff', accept: true },
      ],
    });
    expect(refusal(foreign)).toEqual([422, 'answers_incomplete']);
    const redline = (await draft.pio.get(`${url}/redline`)).json;
    expect(redline.hunks.map(({ id }: Record<'id', string>) => id)).toEqual(
      json.hunks.map(({ id }: Record<'id', string>) => id),
    );
    await save(draft.pio, draft.draftId, { values: { headline: 'My own new words' } });
    const moved = await draft.pio.post(`${url}/hunk-answers`, {
      answers: json.hunks.map(({ id }: Record<'id', string>) => ({ hunkId: id, accept: true })),
    });
    expect(refusal(moved)).toEqual([409, 'no_open_proposal']);
  });

  it('a reviewer whose every change was refused may approve', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    const before = (await draft.pio.post(`${url}/submission`)).json.currentRevision.contentHash;
    const review = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const { json } = await reviewers.first.post(`/api/v1/reviews/${review.id}/proposal`, {
      values: { headline: 'Other words' },
    });
    const answered = await draft.pio.post(`${url}/hunk-answers`, {
      answers: json.hunks.map(({ id }: Record<'id', string>) => ({ hunkId: id, accept: false })),
    });
    expect([answered.json.state, answered.json.currentRevision.contentHash]).toEqual(['draft', before]);
    await draft.pio.post(`${url}/submission`);
    expect((await decide(reviewers.first, draft.draftId, 'communications')).status).toBe(201);
  });

  it('a released text is recalled at once by either side, with a reason, and its page says so', async () => {
    for (const side of ['pio', 'rep'] as const) {
      const draft = await buildDraft(app);
      const url = `/api/v1/drafts/${draft.draftId}`;
      expect(refusal(await draft[side].post(`${url}/recall`, { reason: 'Too early' }))).toEqual([
        422,
        'step_not_allowed',
      ]);
      const contentHash = await approve(draft, reviewers);
      await draft.pio.post(`${url}/release`, { contentHash });
      expect((await draft[side].post(`${url}/recall`, {})).status).toBe(400);
      expect((await draft[side].post(`${url}/recall`, { reason: 'The council asked.' })).json.state).toBe(
        'recalled',
      );
      expect(await app.sql('select reason from recall where draft_id = $1', [draft.draftId])).toEqual([
        { reason: 'The council asked.' },
      ]);
      expect(refusal(await draft.pio.post(`${url}/release`, { contentHash }))).toEqual([
        422,
        'step_not_allowed',
      ]);
    }
  });

  it('a dropped correction leaves the released text standing', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    const contentHash = await approve(draft, reviewers);
    await draft.pio.post(`${url}/release`, { contentHash });
    expect(
      (await draft.rep.post(`${url}/correction`, { note: 'A capital letter.' })).json.correction.note,
    ).toBe('A capital letter.');
    await save(draft.pio, draft.draftId, { values: { headline: 'ALDER FALLS POLICE' } });
    const dropped = await draft.pio.post(`${url}/withdrawal`);
    expect([dropped.json.state, dropped.json.currentRevision.contentHash]).toEqual(['released', contentHash]);
    expect(await app.sql('select state from correction where draft_id = $1', [draft.draftId])).toEqual([
      { state: 'dropped' },
    ]);
  });

  it('what was released can be neither changed nor removed in the database', async () => {
    for (const table of ['release', 'draft_revision', 'review_decision', 'recall']) {
      await expect(app.sql(`update ${table} set draft_id = draft_id`)).rejects.toThrow();
      await expect(app.sql(`delete from ${table}`)).rejects.toThrow();
    }
  });

  it('exports the text as it stands, as a page and as plain text', async () => {
    const draft = await buildDraft(app);
    const html = await draft.pio.get(`/api/v1/drafts/${draft.draftId}/export.html`);
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(
      html.text.includes('<h1 class="release-headline">Alder Falls police join a neighborhood app</h1>'),
    ).toBe(true);
    const txt = await draft.pio.get(`/api/v1/drafts/${draft.draftId}/export.txt`);
    expect(txt.text.startsWith('FOR IMMEDIATE RELEASE\n')).toBe(true);
  });
});
