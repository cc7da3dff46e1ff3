import { ANNOUNCEMENT, approve, buildDraft, buildReviewers, type Reviewers } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('the gate of a release', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
    reviewers = await buildReviewers(app);
  });
  afterAll(() => app.close());
  beforeEach(() => app.clock.set('2019-04-11T19:00:00Z'));

  it('opens at the minute the embargo lifts in the department’s zone, not a second before', async () => {
    const draft = await buildDraft(app, { ...ANNOUNCEMENT, embargoTime: '10:00', embargoDate: '2019-04-22' });
    const contentHash = await approve(draft, reviewers);
    const release = () => draft.pio.post(`/api/v1/drafts/${draft.draftId}/release`, { contentHash });
    for (const early of ['2019-04-22T14:59:00Z', '2019-04-22T14:59:59.999Z', '2019-04-22T10:00:00Z']) {
      app.clock.set(early);
      const refused = await release();
      expect([early, refused.status, refused.json.code]).toEqual([early, 422, 'embargoed']);
    }
    app.clock.set('2019-04-22T15:00:00Z');
    expect((await release()).status).toBe(201);
  });

  it('is closed to a text nobody approved, or only half the steps', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    const { contentHash } = (await draft.pio.get(url)).json.currentRevision;
    const fresh = await draft.pio.post(`${url}/release`, { contentHash });
    expect([fresh.status, fresh.json.code]).toEqual([422, 'not_approved']);
    await approve(draft, reviewers);
    const other = await draft.pio.post(`${url}/release`, { contentHash: 'b'.repeat(64) });
    expect([other.status, other.json.code]).toEqual([422, 'not_approved']);
  });

  it('is closed when the terms changed since, until the text was approved with the new disclosure', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    const contentHash = await approve(draft, reviewers);
    const admin = await app.as('admin');
    const changed = await admin.post(`/api/v1/partnerships/${draft.partnershipId}/terms`, {
      from: '2019-04-11',
      downloadsPerDevice: 25,
      deviceSku: 'HD2',
      deviceFmvCents: 20000,
      holdDays: 0,
    });
    expect(changed.status).toBe(201);
    const stale = await draft.pio.post(`${url}/release`, { contentHash });
    expect([stale.status, stale.json.code]).toEqual([422, 'disclosure_stale']);
    const saved = await draft.pio.post(`${url}/revisions`, {
      baseRevisionId: (await draft.pio.get(url)).json.currentRevision.id,
    });
    expect(saved.json.state).toBe('draft');
    expect(saved.json.currentRevision.values.disclosure).toMatch(/per 25 downloads/);
    const again = await approve(draft, reviewers);
    expect((await draft.pio.post(`${url}/release`, { contentHash: again })).status).toBe(201);
  });

  it('lets the same text out once', async () => {
    const draft = await buildDraft(app);
    const contentHash = await approve(draft, reviewers);
    const url = `/api/v1/drafts/${draft.draftId}/release`;
    const answers = await Promise.all([1, 2, 3].map(() => draft.pio.post(url, { contentHash })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(2);
    expect(await app.sql('select id from release where draft_id = $1', [draft.draftId])).toHaveLength(1);
  });

  it('is not the rep’s to open', async () => {
    const draft = await buildDraft(app);
    const contentHash = await approve(draft, reviewers);
    expect((await draft.rep.post(`/api/v1/drafts/${draft.draftId}/release`, { contentHash })).status).toBe(
      403,
    );
  });

  it('has a second lock in the database: a row for a text nobody approved is refused', async () => {
    const draft = await buildDraft(app);
    const row = `select gen_random_uuid(), d.id, d.department_id, d.partnership_id, r.id, r.content_hash, d.kind, d.title, '', '', '[]', 'Nobody', now()
                   from draft d join draft_revision r on r.id = d.current_revision_id where d.id = $1`;
    const columns =
      'id, draft_id, department_id, partnership_id, revision_id, content_hash, kind, title, html, text, shares, released_by_name, released_at';
    await expect(app.sql(`insert into release (${columns}) ${row}`, [draft.draftId])).rejects.toThrow(
      'has not passed every step',
    );
    await approve(draft, reviewers);
    await app.sql(`insert into release (${columns}) ${row}`, [draft.draftId]);
  });
});
