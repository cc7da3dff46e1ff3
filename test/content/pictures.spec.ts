import { approve, buildDraft, buildReviewers, buildSigned, save } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('pictures of a text', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-22T16:00:00Z' });
  });
  afterAll(() => app.close());

  function upload(as: TestClient, draftId: string, bytes: Buffer, altText?: string) {
    const form = new FormData();
    if (altText !== undefined) form.set('altText', altText);
    form.set('rights', 'Taken by the department');
    form.set('consent', 'nobody_shown');
    form.set('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'badge.png');
    return as.send('POST', `/api/v1/drafts/${draftId}/assets`, {}, form);
  }

  it('are part of what is approved: another picture, or none, is another text', async () => {
    const reviewers = await buildReviewers(app);
    const draft = await buildDraft(app);
    const added = await upload(draft.pio, draft.draftId, PNG, 'The town hall');
    expect([added.status, added.json.mediaType, added.json.altText]).toEqual([
      201,
      'image/png',
      'The town hall',
    ]);
    const withPicture = await save(draft.pio, draft.draftId, { assetIds: [added.json.id] });
    expect(withPicture.json.currentRevision.assets).toHaveLength(1);
    const hash = await approve(draft, reviewers);
    expect((await save(draft.pio, draft.draftId, { assetIds: [] })).json.state).toBe('draft');
    const back = await save(draft.pio, draft.draftId, { assetIds: [added.json.id] });
    expect([back.json.state, back.json.currentRevision.contentHash]).toEqual(['approved', hash]);
    const file = await draft.pio.get(`/api/v1/drafts/${draft.draftId}/assets/${added.json.id}`);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it('need alt text before they are sent', async () => {
    const draft = await buildDraft(app);
    const { json } = await upload(draft.pio, draft.draftId, PNG);
    await save(draft.pio, draft.draftId, { assetIds: [json.id] });
    const refused = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    expect([refused.status, refused.json.code]).toEqual([422, 'alt_text_missing']);
    const wrong = new FormData();
    wrong.set('consent', 'perhaps');
    wrong.set('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'badge.png');
    const answer = await draft.pio.send('POST', `/api/v1/drafts/${draft.draftId}/assets`, {}, wrong);
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, 'consent']);
  });

  it('are pictures, and the department’s own', async () => {
    const draft = await buildDraft(app);
    const svg = await upload(draft.pio, draft.draftId, Buffer.from('<svg onload="x"/>'), 'x');
    expect([svg.status, svg.json.code]).toEqual([422, 'not_a_picture']);
    const other = await buildSigned(app);
    expect((await upload(other.pio, draft.draftId, PNG, 'x')).status).toBe(404);
    const mine = (await upload(draft.pio, draft.draftId, PNG, 'x')).json.id;
    const theirs = (await other.pio.get('/api/v1/drafts')).json.data[0].id;
    const borrowed = await save(other.pio, theirs, { assetIds: [mine] });
    expect([borrowed.status, borrowed.json.code]).toEqual([422, 'unknown_asset']);
    expect((await other.pio.get(`/api/v1/drafts/${theirs}/assets/${mine}`)).status).toBe(404);
  });
});
