import { ANNOUNCEMENT, buildSigned, pendingReview } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

describe('writing and deciding by page, without script', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
  });
  afterAll(() => app.close());

  it('goes from an empty announcement to a public one', async () => {
    const signed = await buildSigned(app);
    const pio = await app.signedIn({ role: 'pio', departmentId: signed.departmentId, name: 'Dana Whitcomb' });
    const reviewer = await app.signedIn({ role: 'reviewer', groups: ['communications'], name: 'Ellen Voss' });
    const other = await app.signedIn({ role: 'reviewer', groups: ['communications'], name: 'Jo Lindqvist' });
    const legal = await app.signedIn({ role: 'reviewer', groups: ['legal'], name: 'Priya Raman' });
    const { data } = (await signed.pio.get('/api/v1/drafts')).json;
    const draftId = data.find(({ kind }: Record<'kind', string>) => kind === 'press_release').id as string;

    const write = await pio.get('/write');
    expect(write.status).toBe(200);
    expect(write.text.includes('Announce the partnership')).toBe(true);
    const empty = await pio.get(`/write/${draftId}`);
    expect(empty.status).toBe(200);
    const refused = await pio.form(`/drafts/${draftId}/submission`, {
      baseRevisionId: hidden(empty.text, 'baseRevisionId'),
      'values.headline': '',
    });
    expect(refused.status).toBe(422);
    expect(refused.text.includes('Headline is empty. Fill it in.')).toBe(true);

    const values = Object.fromEntries(
      Object.entries(ANNOUNCEMENT).map(([name, value]) => [`values.${name}`, value]),
    );
    const sent = await pio.form(`/drafts/${draftId}/submission`, {
      baseRevisionId: hidden(refused.text, 'baseRevisionId'),
      ...values,
    });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `/drafts/${draftId}`]);
    expect((await pio.get('/status')).text.includes('Communications')).toBe(true);

    const queue = await reviewer.get('/queue');
    expect(queue.status).toBe(200);
    expect(queue.text.includes(signed.name)).toBe(true);
    const token = await app.as({ role: 'reviewer', groups: ['communications'] });
    const review = await pendingReview(token, draftId, 'communications');
    const claimed = await reviewer.form(`/reviews/${review.id}/claim`, {});
    expect(claimed.status).toBe(303);
    const reading = await reviewer.get(`/reviews/${review.id}`);
    expect(reading.status).toBe(200);
    expect(reading.text.includes('Approve this text')).toBe(true);
    const noNote = await reviewer.form(`/reviews/${review.id}/decision`, {
      decision: 'rejected',
      note: '',
      contentHash: review.contentHash,
    });
    expect(noNote.status).toBe(422);
    expect(noNote.text.includes('Say in a note what has to change.')).toBe(true);
    const proposed = await reviewer.form(`/reviews/${review.id}/proposal`, {
      contentHash: review.contentHash,
      'values.chiefQuote': ANNOUNCEMENT.chiefQuote.replace(' surveillance', ''),
      'values.headline': 'Alder Falls police join Hallam',
    });
    expect([proposed.status, proposed.headers.get('location')]).toEqual([303, '/queue']);

    const redline = await pio.get(`/drafts/${draftId}/redline`);
    expect(redline.status).toBe(200);
    expect(redline.text.includes('<del>surveillance')).toBe(true);
    expect(redline.text.includes('Police Chief Ruth Alder’s words')).toBe(true);
    const names = [...redline.text.matchAll(/name="(answer\.[^"]+)" value="accept"/g)].map(
      ([, name]) => name as string,
    );
    const half = await pio.form(`/drafts/${draftId}/hunk-answers`, { [names[0] as string]: 'accept' });
    expect(half.status).toBe(422);
    const answers = Object.fromEntries(names.map((name, index) => [name, index === 0 ? 'accept' : 'refuse']));
    const answered = await pio.form(`/drafts/${draftId}/hunk-answers`, answers);
    expect(answered.status).toBe(303);
    expect((await pio.get(`/drafts/${draftId}/redline`)).status).toBe(303);
    expect((await pio.form(`/drafts/${draftId}/submission`, {})).status).toBe(303);

    const second = await pendingReview(token, draftId, 'communications');
    const own = await reviewer.get(`/reviews/${second.id}`);
    expect(own.text.includes('Words of yours stand in this text')).toBe(true);
    for (const view of ['redline', 'clean', 'side'])
      expect((await other.get(`/reviews/${second.id}?view=${view}`)).status).toBe(200);
    const approve = (id: string) => ({ decision: 'approved', contentHash: second.contentHash, note: '', id });
    const { id: _id, ...decision } = approve(second.id);
    expect((await other.form(`/reviews/${second.id}/decision`, decision)).status).toBe(303);
    const last = await pendingReview(token, draftId, 'legal');
    expect((await legal.form(`/reviews/${last.id}/decision`, decision)).status).toBe(303);

    const ready = await pio.get(`/drafts/${draftId}`);
    expect(ready.text.includes('Release it')).toBe(true);
    const released = await pio.form(`/drafts/${draftId}/release`, {
      contentHash: hidden(ready.text, 'contentHash'),
    });
    expect(released.status).toBe(303);
    const page = await pio.get(`/drafts/${draftId}`);
    expect(page.text.includes('Public page')).toBe(true);
    const recalled = await pio.form(`/drafts/${draftId}/recall`, { reason: '' });
    expect(recalled.status).toBe(422);
    expect((await pio.form(`/drafts/${draftId}/correction`, { note: 'A capital letter.' })).status).toBe(303);
    expect((await pio.form(`/drafts/${draftId}/withdrawal`, {})).status).toBe(303);
    expect(
      (await pio.form(`/drafts/${draftId}/recall`, { reason: 'The council asked for it.' })).status,
    ).toBe(303);
    expect((await signed.pio.get(`/api/v1/drafts/${draftId}`)).json.state).toBe('recalled');
  });
});
