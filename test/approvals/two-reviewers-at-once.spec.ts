import { buildDraft, buildReviewers, pendingReview } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('two reviewers decide at the same moment', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
  });
  afterAll(() => app.close());

  it('one wins, the other gets 409; there is one event and one mail', async () => {
    const { first, second } = await buildReviewers(app);
    for (let turn = 0; turn < 5; turn++) {
      const { pio, draftId } = await buildDraft(app);
      await pio.post(`/api/v1/drafts/${draftId}/submission`);
      await app.drain();
      const { id, contentHash } = await pendingReview(first, draftId, 'communications');
      const url = `/api/v1/reviews/${id}/decision`;
      const answers = await Promise.all([
        first.post(url, { decision: 'approved', contentHash }),
        second.post(url, { decision: 'changes_requested', note: 'Shorter, please.', contentHash }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(['already_decided', 'content_changed']).toContain(
        answers.find(({ status }) => status === 409)?.json.code,
      );
      await app.drain();
      const events = await app.sql(
        `select id from domain_event where type = 'review.decided' and payload->>'reviewId' = $1`,
        [id],
      );
      expect(events).toHaveLength(1);
      const decisions = await app.sql<{ id: string }>('select id from review_decision where review_id = $1', [
        id,
      ]);
      expect(decisions).toHaveLength(1);
      const mails = await app.sql('select id from email_message where idempotency_key = $1', [
        `review-decided:${decisions[0]?.id}`,
      ]);
      expect(mails).toHaveLength(1);
    }
  });

  it('the same person twice is one decision, however fast they press', async () => {
    const { first } = await buildReviewers(app);
    const { pio, draftId } = await buildDraft(app);
    await pio.post(`/api/v1/drafts/${draftId}/submission`);
    const { id, contentHash } = await pendingReview(first, draftId, 'communications');
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        first.post(`/api/v1/reviews/${id}/decision`, { decision: 'approved', contentHash }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
  });
});
