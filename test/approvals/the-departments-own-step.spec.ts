import {
  buildDraft,
  type BuiltDraft,
  buildReviewers,
  decide,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const POLICY = '/api/v1/review-policies/press_release/versions';

describe('words of the vendor’s side need the department’s own approval', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  let admin: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T18:00:00Z' });
    reviewers = await buildReviewers(app);
    admin = await app.as('admin');
    const steps = [
      { group: 'communications', quorum: 1, stage: 1, when: 'always' },
      { group: 'department', quorum: 1, stage: 2, when: 'vendor' },
    ];
    expect((await admin.post(POLICY, { baseVersion: 1, steps })).status).toBe(201);
  });
  afterAll(() => app.close());

  /** A text in which the rep wrote, and a second officer of the department, who wrote nothing. */
  const vendorText = async (email: string): Promise<{ draft: BuiltDraft; officer: TestClient }> => {
    const draft = await buildDraft(app);
    const { departmentId, draftId } = draft;
    const officer = await app.as({ role: 'pio', departmentId, name: 'Olive Officer', email });
    await save(draft.rep, draftId, { values: { headline: 'Words of the rep' } });
    return { draft, officer };
  };
  const state = async ({ pio, draftId }: BuiltDraft): Promise<string> =>
    (await pio.get(`/api/v1/drafts/${draftId}`)).json.state;
  const answer = async (as: TestClient, { draftId, pio }: BuiltDraft, more: object = {}) => {
    const { currentRevision } = (await pio.get(`/api/v1/drafts/${draftId}`)).json;
    return as.post(`/api/v1/drafts/${draftId}/department-decision`, {
      decision: 'approved',
      contentHash: currentRevision.contentHash,
      ...more,
    });
  };

  it('a text of the department alone is not asked of it; one of the vendor’s is refused while nobody of it may decide', async () => {
    const own = await buildDraft(app);
    await own.pio.post(`/api/v1/drafts/${own.draftId}/submission`);
    expect((await answer(own.pio, own)).status).toBe(404);
    await decide(reviewers.first, own.draftId, 'communications');
    expect(await state(own)).toBe('approved');
    // The author is told of the steps this text is asked for, not of all there are.
    const toCome = async (draft: BuiltDraft): Promise<string> => {
      const author = await app.signedIn({ role: 'pio', departmentId: draft.departmentId });
      return (
        /<ol class="after">.*?<\/ol>/s.exec((await author.get(`/write/${draft.draftId}`)).text)?.[0] ?? ''
      );
    };
    const { draft: mixed } = await vendorText('also@people.example');
    expect(await toCome(await buildDraft(app))).toMatch(/^(?=.*Communications)(?!.*Department,)/s);
    expect(await toCome(mixed)).toContain('Department, within 2 business days, because');

    await save(own.rep, own.draftId, { values: { headline: 'Words of the rep' } });
    const refused = await own.rep.post(`/api/v1/drafts/${own.draftId}/submission`);
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toContainEqual(
      expect.objectContaining({ field: 'policy.department', code: 'no_eligible_reviewer' }),
    );
    expect((await admin.put('/api/v1/review-groups/department', { name: 'Ours' })).json.code).toBe(
      'group_reserved',
    );
  });

  it('is asked by mail and decided by an officer who wrote none of it, and by nobody else', async () => {
    const { draft, officer } = await vendorText('olive@people.example');
    await draft.rep.post(`/api/v1/drafts/${draft.draftId}/submission`);
    expect((await answer(officer, draft)).json.code).toBe('not_yet_open');
    const step = async () => (await officer.get(`/api/v1/drafts/${draft.draftId}`)).json.departmentStep;
    expect(await step()).toBeNull();
    await decide(reviewers.first, draft.draftId, 'communications');
    expect(await state(draft)).toBe('in_review');
    const { contentHash } = (await officer.get(`/api/v1/drafts/${draft.draftId}`)).json.currentRevision;
    expect(await step()).toEqual({ contentHash, dueAt: expect.any(String) });
    await app.drain();
    const mails = await app.sql<{ address: string }>(
      `select to_address as address from email_message where template = 'mail/approvals/department-asked'`,
    );
    expect(mails).toEqual([{ address: 'olive@people.example' }]);

    const { pio: stranger } = await buildDraft(app);
    expect((await answer(stranger, draft)).status).toBe(404);
    expect((await answer(admin, draft)).status).toBe(403);
    expect((await decide(reviewers.first, draft.draftId, 'department')).json.code).toBe('not_in_group');
    expect((await answer(draft.pio, draft)).json.code).toBe('own_work');
    expect((await answer(officer, draft, { decision: 'rejected' })).status).toBe(400);
    expect((await answer(officer, draft, { contentHash: 'a'.repeat(64) })).json.code).toBe('content_changed');
    const both = await Promise.all([answer(officer, draft), answer(officer, draft)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect([await state(draft), await step()]).toEqual(['approved', null]);
    const sides = await app.sql(
      `select decided_by_name as name, decided_by_side as side from review_decision where draft_id = $1 order by decided_at, id`,
      [draft.draftId],
    );
    expect(sides).toContainEqual({ name: 'Olive Officer', side: 'department' });
  });

  it('is decided on the text’s page, where asking for changes needs a note', async () => {
    const { draft } = await vendorText('second@people.example');
    const path = `/drafts/${draft.draftId}`;
    const browser = await app.signedIn({ role: 'pio', departmentId: draft.departmentId });
    const author = await app.signedIn({ role: 'rep' });
    await draft.rep.post(`/api/v1${path}/submission`);
    await decide(reviewers.second, draft.draftId, 'communications');
    const shown = (await browser.get(path)).text;
    expect(shown).toContain('Approve for the department');
    const status = (await browser.get('/status')).text;
    expect(status).toContain('Read and decide');
    expect(status).toContain('Your department decides whether it goes on.');
    expect(status).not.toContain('The reviewers have it.');
    expect((await author.get(path)).text).not.toContain('Approve for the department');
    const contentHash = /name="contentHash" value="([0-9a-f]{64})"/.exec(shown)?.[1] ?? '';
    const send = (note: string) =>
      browser.form(`${path}/department-decision`, { decision: 'changes_requested', note, contentHash });
    const refused = await send('');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Say what has to change');
    expect((await send('We never said this.')).status).toBe(303);
    expect(await state(draft)).toBe('changes_requested');
  });

  it('stands when the glass is broken past the vendor’s steps', async () => {
    const { draft, officer } = await vendorText('third@people.example');
    await draft.rep.post(`/api/v1/drafts/${draft.draftId}/submission`);
    const { data } = (await admin.get(`/api/v1/reviews?state=pending&draftId=${draft.draftId}`)).json;
    const url = `/api/v1/reviews/${data[0].id}/break-glass`;
    const { contentHash } = data[0];
    expect((await admin.post(url, { contentHash, reason: 'A child is missing.' })).status).toBe(201);
    expect((await reviewers.first.post(`${url}-confirmation`, { contentHash })).status).toBe(201);
    expect(await state(draft)).not.toBe('approved');
    expect((await answer(officer, draft)).status).toBe(201);
    expect(await state(draft)).toBe('approved');
  });
});
