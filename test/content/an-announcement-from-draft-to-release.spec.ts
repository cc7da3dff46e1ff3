import {
  ANNOUNCEMENT,
  approve,
  buildDraft,
  buildReviewers,
  decide,
  pendingReview,
  save,
} from '../factories/draft.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { startTestApp, type TestApp } from '../support/app.js';

const EMBARGOED = { ...ANNOUNCEMENT, embargoTime: '10:00' };

describe('an announcement, from the kit to its release and correction', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-28T18:00:00Z' });
  });
  afterAll(() => app.close());

  it('runs as it did in 2019', async () => {
    const { first, second, legal } = await buildReviewers(app);
    const draft = await buildDraft(app, EMBARGOED);
    const { pio, draftId } = draft;
    const url = `/api/v1/drafts/${draftId}`;

    app.clock.set('2019-04-11T19:00:00Z');
    const submitted = await pio.post(`${url}/submission`);
    expect(submitted.status).toBe(201);
    expect(submitted.json.state).toBe('submitted');
    await app.drain();
    const asked = await app.sql<{ subject: string }>(
      `select subject from email_message where subject like '%waits for%' order by id`,
    );
    expect(asked.map(({ subject }) => subject)).toEqual(
      Array(2).fill(`Announce the partnership, ${draft.name}: waits for communications`),
    );
    const { body, values, blocks } = submitted.json.currentRevision;
    expect(blocks.find(({ kind }: Record<'kind', string>) => kind === 'embargo').text).toMatch(
      /^EMBARGOED UNTIL April 22, 2019, 10/,
    );
    expect(blocks.find(({ kind }: Record<'kind', string>) => kind === 'dateline_paragraph').text).toMatch(
      /^ALDER FALLS, Kan\. \(April 22, 2019\) —/,
    );
    const review = await pendingReview(first, draftId, 'communications');
    // Two business days, by the vendor’s hours: 17:00 in New York until the vendor says where it is.
    expect(review.dueAt).toBe('2019-04-15T21:00:00.000Z');

    app.clock.set('2019-04-15T19:00:00Z');
    const proposal = await first.post(`/api/v1/reviews/${review.id}/proposal`, {
      values: { chiefQuote: values.chiefQuote.replace(' surveillance', '') },
      body: {
        what_it_means: body.what_it_means
          .replace('choose what', 'decide what')
          .replace('post alerts', 'publish alerts'),
        on_the_record: body.on_the_record.replace('each month', 'once a year'),
      },
    });
    expect(proposal.status).toBe(201);
    expect(proposal.json.hunks).toHaveLength(4);
    const inQuote = proposal.json.hunks.filter(({ speaker }: Record<'speaker', string>) => speaker);
    expect(inQuote).toHaveLength(1);
    expect(inQuote[0].speaker).toBe('Police Chief Ruth Alder');
    expect((await pio.get(url)).json.state).toBe('changes_requested');

    app.clock.set('2019-04-16T13:47:00Z');
    const answered = await pio.post(`${url}/hunk-answers`, {
      answers: proposal.json.hunks.map(({ id, speaker }: Record<'id' | 'speaker', string>) => ({
        hunkId: id,
        accept: !speaker,
      })),
    });
    expect(answered.status).toBe(201);
    expect(answered.json.state).toBe('draft');
    const after = answered.json.currentRevision;
    expect(after.values.chiefQuote).toBe(values.chiefQuote);
    expect(after.body.on_the_record).toContain('once a year');
    expect(after.body.what_it_means).toContain('publish alerts');

    expect((await pio.post(`${url}/submission`)).status).toBe(201);
    const own = await decide(first, draftId, 'communications');
    expect([own.status, own.json.code]).toEqual([403, 'own_work']);
    expect((await decide(second, draftId, 'communications')).status).toBe(201);
    expect((await decide(legal, draftId, 'legal')).status).toBe(201);
    const approved = (await pio.get(url)).json;
    expect(approved.state).toBe('approved');
    const hash = approved.currentRevision.contentHash;

    const reason = `${values.whyJoined}, they said`;
    const comma = await save(pio, draftId, { values: { whyJoined: reason } });
    expect(comma.json.state).toBe('draft');
    const refused = await pio.post(`${url}/release`, { contentHash: comma.json.currentRevision.contentHash });
    expect([refused.status, refused.json.code]).toEqual([422, 'not_approved']);
    const back = await save(pio, draftId, { values: { whyJoined: values.whyJoined } });
    expect(back.json.state).toBe('approved');
    expect(back.json.currentRevision.contentHash).toBe(hash);

    app.clock.set('2019-04-22T14:59:00Z');
    const early = await pio.post(`${url}/release`, { contentHash: hash });
    expect([early.status, early.json.code]).toEqual([422, 'embargoed']);
    app.clock.set('2019-04-22T15:00:00Z');
    const released = await pio.post(`${url}/release`, { contentHash: hash });
    expect(released.status).toBe(201);
    expect(released.json.releasedAt).toBe('2019-04-22T15:00:00.000Z');
    expect(released.json.publicUrl).toContain(`/transparency/${draft.slug}`);
    const [row] = await app.sql<{ html: string; text: string; content_hash: string }>(
      'select * from release where draft_id = $1',
      [draftId],
    );
    expect(row?.content_hash).toBe(hash);
    expect(row?.text).toContain('ALDER FALLS, Kan. (April 22, 2019) —');
    expect(row?.text).toMatch(/earns one \$200 device per 20 downloads/);
    expect(row?.text.trim().endsWith('###')).toBe(true);
    const [partnership] = await app.sql('select announced_on::text from partnership where id = $1', [
      draft.partnershipId,
    ]);
    expect(partnership).toMatchObject({ announced_on: '2019-04-22' });

    app.clock.set('2019-04-24T15:00:00Z');
    const wanted = await draft.rep.post(`${url}/correction`, {
      note: 'The product’s name takes a capital letter.',
    });
    expect([wanted.status, wanted.json.state]).toEqual([201, 'draft']);
    expect((await app.sql('select state from correction where draft_id = $1', [draftId]))[0]).toMatchObject({
      state: 'open',
    });
    const unchanged = await pio.post(`${url}/release`, { contentHash: hash });
    expect(unchanged.status).toBe(422);
    await save(pio, draftId, {
      body: { what_it_means: after.body.what_it_means.replace('Residents', 'RESIDENTS') },
    });
    const corrected = await approve(draft, { first, second, legal });
    const again = await pio.post(`${url}/release`, { contentHash: corrected });
    expect(again.status).toBe(201);
    const releases = await app.sql(
      'select correction_note, replaces_id from release where draft_id = $1 order by released_at',
      [draftId],
    );
    expect(releases).toHaveLength(2);
    expect(releases[1]).toMatchObject({ correction_note: 'The product’s name takes a capital letter.' });

    const verdicts = await app.get(Verifier).run();
    expect(verdicts.find(({ check }) => check === 'texts')).toEqual({ check: 'texts', faults: [] });
  });
});
