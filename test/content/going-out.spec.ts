import { ReleaseTimesService } from '../../src/content/release-times.service.js';
import {
  ANNOUNCEMENT,
  approve,
  buildDraft,
  buildReviewers,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

const EMBARGO = { ...ANNOUNCEMENT, embargoTime: '10:00', embargoDate: '2019-04-22' };

describe('a text that goes out by itself', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
    reviewers = await buildReviewers(app);
  });
  afterAll(() => app.close());
  beforeEach(() => app.clock.set('2019-04-11T19:00:00Z'));

  const releasesOf = (draftId: string) =>
    app.sql<{ releasedByName: string; releasedAt: Date }>(
      'select released_by_name as "releasedByName", released_at as "releasedAt" from release where draft_id = $1',
      [draftId],
    );
  const timesOf = (draftId: string) =>
    app.sql<{ state: string; reason: string | null }>(
      'select state, reason from release_time where draft_id = $1 order by set_at, id',
      [draftId],
    );
  const mails = async (departmentId: string, about: string) =>
    (
      await app.sql('select 1 from email_message where department_id = $1 and subject like $2', [
        departmentId,
        `%${about}`,
      ])
    ).length;
  const run = () => app.get(ReleaseTimesService).run();

  it('is refused a time before the embargo, in the past, or for another text; neither is a rep’s to set', async () => {
    const draft = await buildDraft(app, EMBARGO);
    const url = `/api/v1/drafts/${draft.draftId}/release-time`;
    const contentHash = await approve(draft, reviewers);
    const set = async (date: string, time: string, more = {}) => {
      const { status, json } = await draft.pio.post(url, { contentHash, date, time, ...more });
      return [status, json.code];
    };
    expect(await set('2019-04-22', '09:59')).toEqual([422, 'embargoed']);
    expect(await set('2019-04-11', '13:59')).toEqual([422, 'release_time_past']);
    expect(await set('2019-04-22', '10:00', { contentHash: 'a'.repeat(64) })).toEqual([422, 'not_approved']);
    expect(await set('2019-04-31', '10:00')).toEqual([400, 'invalid_input']);
    expect(await set('2019-04-22', '25:00')).toEqual([400, 'invalid_input']);
    expect((await draft.rep.post(url, { contentHash, date: '2019-04-22', time: '10:00' })).status).toBe(403);
    expect(await timesOf(draft.draftId)).toEqual([]);
  });

  it('goes out once, at its minute on the department’s clocks, whoever fires and however often', async () => {
    const draft = await buildDraft(app, EMBARGO);
    const contentHash = await approve(draft, reviewers);
    const url = `/api/v1/drafts/${draft.draftId}/release-time`;
    await draft.pio.post(url, { contentHash, date: '2019-04-23', time: '08:00' });
    const { json } = await draft.pio.post(url, { contentHash, date: '2019-04-22', time: '10:30' });
    expect([json.dueAt, json.state]).toEqual(['2019-04-22T15:30:00.000Z', 'waiting']);
    app.clock.set('2019-04-22T15:29:59.999Z');
    await run();
    expect(await releasesOf(draft.draftId)).toEqual([]);
    app.clock.set('2019-04-22T15:30:00Z');
    await Promise.all([run(), run(), run()]);
    await run();
    const [release, ...more] = await releasesOf(draft.draftId);
    expect(more).toEqual([]);
    expect(release?.releasedByName).toBe('Dana Whitcomb');
    expect((await timesOf(draft.draftId)).map(({ state }) => state)).toEqual(['cancelled', 'released']);
    const lifted = `select 1 from domain_event where type = 'embargo.lifted' and subject_id = $1`;
    expect(await app.sql(lifted, [draft.draftId])).toHaveLength(1);
  });

  it('goes out whole or not at all when the process dies in the middle, and is made up for', async () => {
    const draft = await buildDraft(app);
    const contentHash = await approve(draft, reviewers);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release-time`, {
      contentHash,
      date: '2019-04-12',
      time: '08:00',
    });
    app.clock.set('2019-04-12T13:00:00Z');
    // What a kill leaves behind is a transaction that never committed: the row is settled last, and this refuses it.
    await app.sql(
      `create function stop_here() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`,
    );
    await app.sql(
      `create trigger stop_here before update on release_time for each row when (new.state = 'released') execute function stop_here()`,
    );
    await expect(run()).rejects.toThrow('killed');
    expect([await releasesOf(draft.draftId), (await timesOf(draft.draftId))[0]?.state]).toEqual([
      [],
      'waiting',
    ]);
    await app.sql('drop trigger stop_here on release_time');
    app.clock.set('2019-04-12T15:00:00Z');
    await run();
    expect(await releasesOf(draft.draftId)).toHaveLength(1);
  });

  it('is stopped, with the reason and a mail, when it may not go out any more', async () => {
    const draft = await buildDraft(app);
    const contentHash = await approve(draft, reviewers);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release-time`, {
      contentHash,
      date: '2019-04-12',
      time: '08:00',
    });
    await save(draft.pio, draft.draftId, { values: { headline: 'Other words' } });
    expect(
      (
        await (
          await app.signedIn({ role: 'pio', departmentId: draft.departmentId })
        ).get(`/drafts/${draft.draftId}`)
      ).text,
    ).toContain('was for another text');
    app.clock.set('2019-04-12T13:00:00Z');
    await run();
    await app.drain();
    expect(await releasesOf(draft.draftId)).toEqual([]);
    const [stopped] = await timesOf(draft.draftId);
    expect([stopped?.state, stopped?.reason]).toEqual([
      'stopped',
      expect.stringContaining('not passed every step'),
    ]);
    expect(await mails(draft.departmentId, 'not released at its time')).toBeGreaterThan(0);
  });

  it('follows the department’s zone when that is put right', async () => {
    const draft = await buildDraft(app, EMBARGO);
    const contentHash = await approve(draft, reviewers);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release-time`, {
      contentHash,
      date: '2019-04-22',
      time: '10:00',
    });
    await app.sql(`update department set time_zone = 'America/New_York' where id = $1`, [draft.departmentId]);
    app.clock.set('2019-04-22T13:59:00Z');
    await run();
    expect(await releasesOf(draft.draftId)).toEqual([]);
    app.clock.set('2019-04-22T14:00:00Z');
    await run();
    expect(await releasesOf(draft.draftId)).toHaveLength(1);
  });

  it('has its time kept early by a release of its own words, and put aside by one of others', async () => {
    const [same, other] = [await buildDraft(app), await buildDraft(app)];
    for (const draft of [same, other]) {
      const contentHash = await approve(draft, reviewers);
      const url = `/api/v1/drafts/${draft.draftId}`;
      await draft.pio.post(`${url}/release-time`, { contentHash, date: '2019-04-12', time: '08:00' });
      let out = contentHash;
      if (draft === other) {
        await save(draft.pio, draft.draftId, { values: { headline: 'A new headline' } });
        out = await approve(draft, reviewers);
      }
      expect((await draft.pio.post(`${url}/release`, { contentHash: out })).status).toBe(201);
    }
    expect(await timesOf(same.draftId)).toEqual([{ state: 'released', reason: null }]);
    expect(await timesOf(other.draftId)).toEqual([
      { state: 'cancelled', reason: 'Another text was released.' },
    ]);
  });

  it('is taken back before its time, and says so when there is nothing to take back', async () => {
    const draft = await buildDraft(app);
    const contentHash = await approve(draft, reviewers);
    const url = `/api/v1/drafts/${draft.draftId}/release-time`;
    await draft.pio.post(url, { contentHash, date: '2019-04-12', time: '08:00' });
    expect((await draft.pio.post(`${url}/cancellation`)).json.state).toBe('cancelled');
    expect((await draft.pio.post(`${url}/cancellation`)).json.code).toBe('no_release_time');
    app.clock.set('2019-04-12T13:00:00Z');
    await run();
    expect(await releasesOf(draft.draftId)).toEqual([]);
  });

  it('is cancelled without a word when the text was withdrawn', async () => {
    const draft = await buildDraft(app);
    const contentHash = await approve(draft, reviewers);
    const url = `/api/v1/drafts/${draft.draftId}`;
    await draft.pio.post(`${url}/release-time`, { contentHash, date: '2019-04-12', time: '08:00' });
    await draft.pio.post(`${url}/withdrawal`);
    app.clock.set('2019-04-12T13:00:00Z');
    await run();
    await app.drain();
    expect((await timesOf(draft.draftId))[0]?.state).toBe('cancelled');
    expect(await mails(draft.departmentId, 'not released at its time')).toBe(0);
  });

  it('tells the department once that its embargo is over, when nobody set a time', async () => {
    const draft = await buildDraft(app, EMBARGO);
    await approve(draft, reviewers);
    app.clock.set('2019-04-22T15:00:00Z');
    await Promise.all([run(), run()]);
    await app.drain();
    expect(await mails(draft.departmentId, 'the embargo is over')).toBe(1);
  });
});
