import {
  buildDraft,
  buildReviewers,
  decide,
  pendingReview,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('what stands beside a decision', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T18:00:00Z' });
    reviewers = await buildReviewers(app);
  });
  afterAll(() => app.close());

  it('questions stand at their words as the text changes, are shared or the vendor’s own, and stop approval until settled', async () => {
    const draft = await buildDraft(app);
    const { pio, draftId } = draft;
    const url = `/api/v1/drafts/${draftId}`;
    await pio.post(`${url}/submission`);
    const threads = async (as = pio) => (await as.get(`${url}/threads`)).json.data;
    const ask = (quote: string, more: object = {}) =>
      reviewers.first.post(`${url}/threads`, {
        blockId: 'quote',
        quote,
        text: 'Is this what the chief said?',
        visibility: 'shared',
        blocking: false,
        ...more,
      });
    expect((await ask('words that are not there')).json.code).toBe('words_not_found');
    const blocking = (await ask('residents choose', { blocking: true })).json.id as string;
    await ask('another surveillance system', { visibility: 'vendor' });
    await app.drain();
    const mails = await app.sql<{ n: number }>(
      `select count(*)::int as n from email_message where template = 'mail/content/question'`,
    );
    expect(mails).toEqual([{ n: 1 }]);
    const [mail] = await app.sql<{ text: string }>(
      `select text_body as text from email_message where template = 'mail/content/question'`,
    );
    expect(mail?.text).toContain('"Is this what the chief said?"');
    expect(await threads()).toHaveLength(1);
    expect(await threads(reviewers.legal)).toHaveLength(2);

    const refused = await decide(reviewers.second, draftId, 'communications');
    expect([refused.status, refused.json.code]).toEqual([409, 'thread_open']);
    const answer = await pio.post(`/api/v1/threads/${blocking}/comments`, { text: 'Yes, on tape.' });
    expect(answer.status).toBe(201);
    expect((await pio.post(`/api/v1/threads/${blocking}/resolution`)).json.code).toBe('not_yours');

    await save(pio, draftId, {
      values: { chiefQuote: 'On the record: we wanted something residents choose, and no cameras.' },
    });
    const now = await threads(reviewers.legal);
    expect(
      now.map(({ words, orphaned, quote }: Record<string, unknown>) => [quote, words, orphaned]),
    ).toEqual([
      ['residents choose', 'residents choose', false],
      ['another surveillance system', null, true],
    ]);
    await pio.post(`${url}/submission`);
    expect((await decide(reviewers.second, draftId, 'communications')).json.code).toBe('thread_open');
    const settled = await Promise.all(
      [1, 2].map(() => reviewers.second.post(`/api/v1/threads/${blocking}/resolution`)),
    );
    expect(settled.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await pio.post(`/api/v1/threads/${blocking}/comments`, { text: 'Late.' })).json.code).toBe(
      'thread_resolved',
    );
    expect((await decide(reviewers.second, draftId, 'communications')).status).toBe(201);
  });

  it('the glass is broken by two people, with a reason, for one exact text, and both stand on the record', async () => {
    const draft = await buildDraft(app);
    const author = await app.as({ role: 'admin', name: 'Abel Author' });
    const other = await app.as({ role: 'admin', name: 'Olga Other' });
    await save(author, draft.draftId, { values: { headline: 'Words of the admin' } });
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    const { id, contentHash } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const url = `/api/v1/reviews/${id}/break-glass`;
    const confirm = (as: typeof other) => as.post(`${url}-confirmation`, { contentHash });
    expect((await reviewers.first.post(url, { contentHash, reason: 'Hurry.' })).status).toBe(403);
    expect((await other.post(url, { contentHash, reason: '  ' })).json.code).toBe('reason_required');
    expect((await confirm(other)).json.code).toBe('nothing_to_confirm');
    const asked = await Promise.all(
      [1, 2].map(() =>
        other.post(url, { contentHash, reason: 'A child is missing; both lawyers are on a plane.' }),
      ),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual([201, 409]);
    await app.drain();
    const mails = await app.sql(`select 1 from email_message where template = 'mail/approvals/break-glass'`);
    expect(mails.length).toBeGreaterThan(0);
    expect((await confirm(other)).json.code).toBe('same_person');
    expect((await confirm(author)).json.code).toBe('own_work');
    const both = await Promise.all([confirm(reviewers.first), confirm(reviewers.second)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.state).toBe('approved');
    const [event] = await app.sql<{ summary: string; visibility: string }>(
      `select summary, visibility from domain_event where type = 'review_round.glass_broken'`,
    );
    expect(event?.visibility).toBe('shared');
    expect(event?.summary).toMatch(
      /by Olga Other, confirmed by (Ellen Voss|Jo Lindqvist): A child is missing/,
    );
    await save(draft.pio, draft.draftId, { values: { headline: 'Other words' } });
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.state).toBe('draft');
  });

  it('questions are asked and answered by plain forms, and another department sees none of them', async () => {
    const draft = await buildDraft(app);
    const page = `/drafts/${draft.draftId}/questions`;
    const reviewer = await app.signedIn({ role: 'reviewer', groups: ['communications'] });
    const officer = await app.signedIn({ role: 'pio', departmentId: draft.departmentId });
    const stranger = await app.signedIn({ role: 'pio', departmentId: (await buildDraft(app)).departmentId });
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    const { id } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    expect((await reviewer.get(`/reviews/${id}`)).text).toContain('Ask about words of this text');
    const asked = await reviewer.form(page, { blockId: 'quote', quote: 'not there', text: 'Sure?' });
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('Copy the words from the text');
    expect((await reviewer.form(page, { blockId: 'quote', text: 'Sure of this?' })).status).toBe(303);
    const shown = await officer.get(page);
    expect(shown.text).toContain('Sure of this?');
    const [, threadId] = /thread-([0-9a-f-]{36})/.exec(shown.text) ?? [];
    expect((await officer.form(`${page}/${threadId}/comments`, { text: 'Quite.' })).status).toBe(303);
    const review = (await reviewer.get(`/reviews/${id}?against=template`)).text;
    expect(review).toContain('Quite.');
    expect(review).not.toContain('[object Object]');
    expect((await reviewer.get(`/reviews/${id}?against=1&view=side`)).text).toContain('Revision 1');
    expect((await reviewer.get(`/reviews/${id}?against=99`)).status).toBe(404);
    expect((await stranger.get(page)).status).toBe(404);
    expect((await stranger.form(`${page}/${threadId}/comments`, { text: 'Hello.' })).status).toBe(404);
  });
});
