import {
  approve,
  buildDraft,
  type BuiltDraft,
  buildReviewers,
  buildSigned,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('the drafts of another department', () => {
  let app: TestApp;
  let draft: BuiltDraft;
  let stranger: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-22T16:00:00Z' });
    draft = await buildDraft(app);
    stranger = (await buildSigned(app)).pio;
  });
  afterAll(() => app.close());

  const fingerprint = async () =>
    JSON.stringify(
      await app.sql(
        `select (select count(*) from draft_revision) as revisions, (select count(*) from release) as releases, (select count(*) from draft) as drafts,
                (select count(*) from review) as reviews, (select string_agg(state || updated_at, ',' order by id) from draft) as states,
                (select count(*) from domain_event) as events`,
      ),
    );

  it('are not there, whatever is asked of them, and nothing changes', async () => {
    const before = await fingerprint();
    const url = `/api/v1/drafts/${draft.draftId}`;
    const { currentRevision } = (await draft.pio.get(url)).json;
    for (const path of ['', '/revisions', '/redline', '/export.html', '/export.txt']) {
      expect([path, (await stranger.get(`${url}${path}`)).status]).toEqual([path, 404]);
    }
    const posts: [string, unknown][] = [
      ['/revisions', { baseRevisionId: currentRevision.id, values: { headline: 'Mine now' } }],
      ['/submission', {}],
      ['/withdrawal', {}],
      ['/hunk-answers', { answers: [{ hunkId: 'h1', accept: true }] }],
      ['/release', { contentHash: currentRevision.contentHash }],
      ['/correction', { note: 'x' }],
      ['/recall', { reason: 'x' }],
    ];
    for (const [path, body] of posts) {
      const answer = await stranger.post(`${url}${path}`, body);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text.includes(draft.name)).toBe(false);
    }
    expect(await fingerprint()).toBe(before);
  });

  it('cannot be begun for its partnership either', async () => {
    const answer = await stranger.post('/api/v1/drafts', {
      partnershipId: draft.partnershipId,
      templateId: 'press-release-announcement',
    });
    expect(answer.status).toBe(404);
    const own = await draft.pio.post('/api/v1/drafts', {
      partnershipId: draft.partnershipId,
      templateId: 'talking-points',
    });
    expect([own.status, own.json.state]).toEqual([201, 'draft']);
  });

  it('are missing from its lists, and reviews are no department’s to read', async () => {
    const { data } = (await stranger.get('/api/v1/drafts?limit=200')).json;
    expect(
      data.filter(({ departmentId }: Record<'departmentId', string>) => departmentId === draft.departmentId),
    ).toHaveLength(0);
    expect(data.length).toBeGreaterThan(0);
    const filtered = await stranger.get(`/api/v1/drafts?partnershipId=${draft.partnershipId}`);
    expect(filtered.json.data).toHaveLength(0);
    expect((await stranger.get('/api/v1/reviews')).status).toBe(403);
  });

  it('stay closed by page as well', async () => {
    const { departmentId } = (await stranger.get('/api/v1/drafts')).json.data[0];
    const browser = await app.signedIn({ role: 'pio', departmentId });
    for (const path of ['/write/', '/drafts/'])
      expect((await browser.get(`${path}${draft.draftId}`)).status).toBe(404);
    expect((await browser.get(`/drafts/${draft.draftId}/redline`)).status).toBe(404);
    expect((await browser.form(`/drafts/${draft.draftId}/recall`, { reason: 'x' })).status).toBe(404);
  });

  it('a records officer reads and does not write; a rep’s token scoped to reading does not write', async () => {
    const officer = await app.as({ role: 'records_officer', departmentId: draft.departmentId });
    expect((await officer.get(`/api/v1/drafts/${draft.draftId}`)).status).toBe(200);
    expect((await save(officer, draft.draftId, { values: { headline: 'x' } })).status).toBe(403);
    expect((await officer.post(`/api/v1/drafts/${draft.draftId}/submission`)).status).toBe(403);
    const reader = await app.as({ role: 'rep', scopes: ['drafts.read'] });
    expect((await save(reader, draft.draftId, { values: { headline: 'x' } })).status).toBe(403);
  });

  it('what is released is public, and the public sees nothing else of it', async () => {
    const reviewers = await buildReviewers(app);
    const contentHash = await approve(draft, reviewers);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release`, { contentHash });
    const nobody = app.anyone();
    expect((await nobody.get(`/api/v1/drafts/${draft.draftId}`)).status).toBe(401);
    expect((await nobody.get('/api/v1/drafts')).status).toBe(401);
  });
});
