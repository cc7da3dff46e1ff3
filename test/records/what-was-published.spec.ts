import {
  ANNOUNCEMENT,
  approve,
  buildDraft,
  buildReviewers,
  type BuiltDraft,
  save,
} from '../factories/draft.js';
import { type TestApp, startTestApp } from '../support/app.js';

describe('what was published, on the public page', () => {
  let app: TestApp;
  let draft: BuiltDraft;
  const page = async (path: string) => (await app.anyone().with({ accept: 'text/html' }).get(path)).text;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-28T18:00:00Z' });
    draft = await buildDraft(app, ANNOUNCEMENT);
  }, 60_000);
  afterAll(() => app.close());

  it('shows no word before the release', async () => {
    const text = await page(`/transparency/${draft.slug}`);
    expect(text).toContain('Nothing has been published yet');
    expect(text).not.toContain(ANNOUNCEMENT.headline);
  });

  it('shows the released text, its hash and who wrote the words; the announcement ends the undisclosed days', async () => {
    app.clock.set('2019-03-12T18:00:00Z');
    await draft.rep.post(`/api/v1/partnerships/${draft.partnershipId}/activation`, {
      activeOn: '2019-03-12',
    });
    app.clock.set('2019-04-22T15:00:00Z');
    const reviewers = await buildReviewers(app);
    const contentHash = await approve(draft, reviewers);
    expect((await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release`, { contentHash })).status).toBe(
      201,
    );
    await app.drain();
    const { record } = (await app.anyone().get(`/transparency/${draft.slug}.json`)).json;
    expect(record.partnership).toMatchObject({ announcedOn: '2019-04-22', undisclosedDays: 41 });
    expect(record.releases).toMatchObject([{ contentHash, kind: 'press_release', corrections: [] }]);
    const shares = record.releases[0].shares as { percent: number }[];
    expect(shares.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
    const text = await page(`/transparency/${draft.slug}`);
    expect(text).toContain(ANNOUNCEMENT.headline);
    expect(text).toContain(`title="${contentHash}"`);
    expect(text).toMatch(/<strong>\d+ %<\/strong> department/);
  });

  it('keeps the old text and the note beside a corrected one', async () => {
    app.clock.set('2019-04-24T15:00:00Z');
    const url = `/api/v1/drafts/${draft.draftId}`;
    expect((await draft.pio.post(`${url}/correction`, { note: 'Capital letters in the name.' })).status).toBe(
      201,
    );
    await save(draft.pio, draft.draftId, {
      values: { ...ANNOUNCEMENT, headline: 'Alder Falls Police join a neighborhood app' },
    });
    const contentHash = await approve(draft, await buildReviewers(app));
    expect((await draft.pio.post(`${url}/release`, { contentHash })).status).toBe(201);
    const text = await page(`/transparency/${draft.slug}`);
    expect(text).toContain('Alder Falls Police join a neighborhood app');
    expect(text).toContain('<strong>Corrected 24 Apr 2019:</strong> Capital letters in the name.');
    expect(text).toContain('The text of 22 Apr 2019, replaced 24 Apr 2019');
    expect(await page('/transparency/corrections')).toContain('corrected, Capital letters in the name.');
  });

  it('marks a recalled text with its reason', async () => {
    app.clock.set('2019-05-01T15:00:00Z');
    const recalled = await draft.rep.post(`/api/v1/drafts/${draft.draftId}/recall`, {
      reason: 'The quote was not hers.',
    });
    expect(recalled.status).toBe(201);
    expect(await page(`/transparency/${draft.slug}`)).toContain(
      '<strong>Recalled 1 May 2019:</strong> The quote was not hers.',
    );
    expect(await page('/transparency/corrections')).toContain('recalled, The quote was not hers.');
    expect((await app.anyone().get(`/transparency/${draft.slug}.atom`)).text).toContain(
      '<title>Recalled</title>',
    );
  });

  it('keeps a demonstration out of search engines', async () => {
    expect((await app.anyone().get('/transparency.csv')).headers.get('x-robots-tag')).toBeNull();
    await app.sql('update installation set demo = true');
    for (const path of [
      '/transparency.csv',
      '/transparency.json',
      '/transparency.atom',
      `/transparency/${draft.slug}.csv`,
    ]) {
      expect([path, (await app.anyone().get(path)).headers.get('x-robots-tag')]).toEqual([path, 'noindex']);
    }
    const text = await page('/transparency');
    expect(text).toContain('<meta name="robots" content="noindex">');
    expect(text).toContain('This is a demonstration.');
  });
});
