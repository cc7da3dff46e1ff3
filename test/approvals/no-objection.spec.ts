import { setTimeout as pause } from 'node:timers/promises';
import { ReviewLapses } from '../../src/approvals/review-lapses.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import {
  buildDraft,
  type BuiltDraft,
  buildReviewers,
  decide,
  pendingReview,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer, TestClient } from '../support/client.js';
import { size } from '../support/size.js';

const POLICY = '/api/v1/review-policies/press_release/versions';
const LAPSE_DAYS = 3;
const communications = (stage: number) => ({ group: 'communications', quorum: 1, stage, when: 'always' });
const silentLegal = {
  group: 'legal',
  quorum: 1,
  stage: 1,
  when: 'always',
  lapseAfterBusinessDays: LAPSE_DAYS,
};
/** Thursday, 14:00 in New York, where the office is; three business days on it closes Tuesday at 17:00. */
const THURSDAY = '2019-04-11T18:00:00Z';
const JUST_BEFORE = '2019-04-16T20:59:00Z';
const TUESDAY_CLOSE = '2019-04-16T21:00:00Z';

describe('a step nobody decides passes without objection, where the policy says so', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  let admin: TestClient;
  let lawyer: TestClient;
  beforeAll(async () => {
    app = await startTestApp({ now: THURSDAY });
    reviewers = await buildReviewers(app);
    admin = await app.as({ role: 'admin', name: 'Abel Admin' });
    lawyer = await app.signedIn({ role: 'reviewer', groups: ['legal'], name: 'Lena Law' });
  });
  beforeEach(() => app.clock.set(THURSDAY));
  afterAll(() => app.close());

  const write = async (steps: object[]): Promise<Answer> => {
    const { data } = (await admin.get(POLICY)).json;
    return admin.post(POLICY, { baseVersion: data[0].version, steps });
  };
  const submit = async ({ pio, draftId }: BuiltDraft): Promise<void> => {
    const sent = await pio.post(`/api/v1/drafts/${draftId}/submission`);
    expect(sent.status).toBe(201);
    await app.drain();
  };
  const sent = async (): Promise<BuiltDraft> => {
    const draft = await buildDraft(app);
    await submit(draft);
    return draft;
  };
  /** As a worker of its own does it, past the lock that keeps two of one process apart. */
  const sweep = () => app.get(ReviewLapses).run();
  const at = async (instant: string): Promise<void> => {
    app.clock.set(instant);
    await app.runScheduled('approvals.lapse');
  };
  /** The state of each step's reviews, in order of the steps. */
  const steps = async ({ draftId }: BuiltDraft): Promise<Record<string, string>> => {
    const rows = await app.sql<{ group: string; state: string }>(
      `select r.reviewer_group as "group", r.state from review r join review_round o on o.id = r.round_id
        where r.draft_id = $1 and o.opened_at = (select max(opened_at) from review_round where draft_id = $1) order by step`,
      [draftId],
    );
    return Object.fromEntries(rows.map(({ group, state }) => [group, state]));
  };
  const lapsesAt = async (draft: BuiltDraft): Promise<string> =>
    (await admin.get(`/api/v1/reviews?state=pending&group=legal&draftId=${draft.draftId}`)).json.data[0]
      .lapsesAt;
  const faults = async (): Promise<string[]> =>
    (await app.get(Verifier).run())
      .filter(({ check }) => check === 'texts')
      .flatMap(({ faults: found }) => found);
  const draftState = async ({ pio, draftId }: BuiltDraft): Promise<string> =>
    (await pio.get(`/api/v1/drafts/${draftId}`)).json.state;

  it('is off, is refused where silence is no yes, and is written by form and by program', async () => {
    const { data } = (await admin.get(POLICY)).json;
    expect(data[0].steps.map((one: Record<string, unknown>) => one['lapseAfterBusinessDays'])).toEqual([
      null,
      null,
    ]);
    const untouched = await sent();
    await at('2020-04-16T21:00:00Z');
    expect(await steps(untouched)).toMatchObject({ communications: 'pending' });
    app.clock.set(THURSDAY);

    const department = {
      group: 'department',
      quorum: 1,
      stage: 2,
      when: 'vendor',
      lapseAfterBusinessDays: 5,
    };
    const refused = await write([communications(1), department]);
    expect([refused.status, refused.json.errors]).toEqual([
      422,
      [expect.objectContaining({ field: 'steps.1.lapseAfterBusinessDays', code: 'department_never_lapses' })],
    ]);
    for (const lapseAfterBusinessDays of [0, 61, 1.5, '5'])
      expect((await write([{ ...silentLegal, lapseAfterBusinessDays }, communications(2)])).status).toBe(400);
    // Nor does the database take what the service refuses.
    const insert = (kept: object[]) =>
      app.sql(
        `insert into review_policy (kind, version, steps, created_at) values ('press_release', 99, $1, now())`,
        [JSON.stringify(kept)],
      );
    await expect(insert([communications(1), department])).rejects.toThrow('review_policy_lapse_ck');
    await expect(insert([silentLegal])).rejects.toThrow('review_policy_always_ck');

    const browser = await app.signedIn({ role: 'admin' });
    const form = (legalDays: string, communicationsDays: string) =>
      browser.form('/settings/review-policies/press_release', {
        baseVersion: '1',
        'steps.0.group': 'legal',
        'steps.0.quorum': '1',
        'steps.0.stage': '1',
        'steps.0.when': 'always',
        'steps.0.lapseAfterBusinessDays': legalDays,
        'steps.1.group': 'communications',
        'steps.1.quorum': '1',
        'steps.1.stage': '2',
        'steps.1.when': 'always',
        'steps.1.lapseAfterBusinessDays': communicationsDays,
      });
    const last = await form('3', '3');
    expect(last.status).toBe(422);
    expect(last.text).toContain('needs a step that waits for somebody’s yes');
    expect((await form('3', '')).status).toBe(303);
    const shown = (await browser.get('/settings/review-policies?kind=press_release')).text;
    expect(shown).toContain('after 3 business days');
    const { components } = (await app.anyone().get('/api/openapi.json')).json;
    expect(components.schemas.PolicyStepDto.properties.lapseAfterBusinessDays).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 60,
    });
    expect(components.schemas.PolicyStepDto.required).not.toContain('lapseAfterBusinessDays');
    expect(await steps(untouched)).toMatchObject({ communications: 'pending', legal: 'waiting' });
  });

  it('says so beforehand, passes once at its time, and is told of wherever the text is, in public too', async () => {
    await write([silentLegal, communications(2)]);
    const draft = await sent();
    const { pio, draftId, departmentId, slug } = draft;
    const officer = await app.signedIn({ role: 'pio', departmentId });
    const { id } = await pendingReview(reviewers.legal, draftId, 'legal');
    expect(await lapsesAt(draft)).toBe('2019-04-16T21:00:00.000Z');
    expect((await lawyer.get('/queue')).text).toContain('lapses ');
    expect((await lawyer.get(`/reviews/${id}`)).text).toContain(
      'This step lapses on Tue 16 Apr 2019, 17:00 EDT',
    );
    expect((await officer.get('/status')).text).toContain('passes without objection');
    app.clock.set('2019-04-15T21:00:00Z');
    await app.runScheduled('approvals.remind');
    await app.drain();
    const [reminder] = await app.sql<{ text: string }>(
      `select text_body as text from email_message where idempotency_key like $1 limit 1`,
      [`review-reminded-100:${id}:%`],
    );
    expect(reminder?.text).toContain('passes without objection on Tue 16 Apr 2019, 17:00 EDT');

    await at(JUST_BEFORE);
    expect(await steps(draft)).toEqual({ legal: 'pending', communications: 'waiting' });
    app.clock.set(TUESDAY_CLOSE);
    await Promise.all([sweep(), sweep(), sweep()]);
    await at('2019-04-17T13:00:00Z');
    await app.drain();
    expect(await steps(draft)).toEqual({ legal: 'no_objection', communications: 'pending' });
    expect(await draftState(draft)).toBe('in_review');
    const { currentRevision } = (await pio.get(`/api/v1/drafts/${draftId}`)).json;
    const rows = await app.sql(
      `select decision, decided_by, decided_by_name, decided_by_side, revision_id, content_hash, lapsed_after_days as days
         from review_decision where draft_id = $1`,
      [draftId],
    );
    expect(rows).toEqual([
      {
        decision: 'no_objection',
        decided_by: null,
        decided_by_name: null,
        decided_by_side: null,
        revision_id: currentRevision.id,
        content_hash: currentRevision.contentHash,
        days: LAPSE_DAYS,
      },
    ]);
    const events = await app.sql<{ summary: string; name: string }>(
      `select summary, actor_name as name from domain_event where type = 'review.lapsed' and payload->>'draftId' = $1`,
      [draftId],
    );
    expect(events).toHaveLength(1);
    expect(events[0]?.summary).toContain('no objection by legal within 3 business days');
    expect(events[0]?.name).toBe('Liaison');
    const mails = await app.sql<{ address: string }>(
      `select to_address as address from email_message where template = 'mail/approvals/no-objection' order by 1`,
    );
    const told = await app.sql<{ email: string }>(
      `select p.email::text as email from notice n join person p on p.id = n.person_id
        where n.kind = 'review.lapsed' order by 1`,
    );
    // The officer who sent it in, and the two lawyers.
    expect(mails).toHaveLength(3);
    expect(told.map(({ email }) => email)).toEqual(mails.map(({ address }) => address));
    const late = await reviewers.legal.post(`/api/v1/reviews/${id}/decision`, {
      decision: 'rejected',
      note: 'Too late.',
      contentHash: currentRevision.contentHash,
    });
    expect([late.status, late.json.code]).toEqual([409, 'already_decided']);
    const [mail] = await app.sql<{ raw: Buffer }>(
      `select raw from email_message where idempotency_key like $1 limit 1`,
      [`review-requested:${id}:%`],
    );
    const raw =
      mail?.raw
        .toString()
        .replace(/=\r?\n/g, '')
        .replaceAll('=3D', '=') ?? '';
    const link = /\/decide\/[\w-]{43}/.exec(raw)?.[0] ?? '';
    expect((await app.anyone().get(link)).text).toContain('Passed without objection');
    expect((await app.anyone().form(link, { decision: 'approved' })).status).toBe(409);
    expect((await lawyer.get(`/reviews/${id}`)).text).toContain('Passed without objection');
    expect((await officer.get(`/drafts/${draftId}`)).text).toContain(
      'No objection by legal within 3 business days',
    );
    expect((await officer.get('/status')).text).toContain('no objection within 3 business days');
    await expect(app.sql('update review_decision set lapsed_after_days = 1')).rejects.toThrow();
    await expect(app.sql('delete from review_decision')).rejects.toThrow();

    expect((await decide(reviewers.first, draftId, 'communications')).status).toBe(201);
    expect(await draftState(draft)).toBe('approved');
    app.clock.set('2019-04-22T16:00:00Z');
    const released = await pio.post(`/api/v1/drafts/${draftId}/release`, {
      contentHash: currentRevision.contentHash,
    });
    expect(released.status).toBe(201);
    const page = (await app.anyone().get(`/transparency/${slug}`)).text;
    expect(page).toContain('No objection by legal within 3 business days');
    expect(page).toContain('passed without objection rather than approved');
    const json = (await app.anyone().get(`/transparency/${slug}.json`)).json.record;
    expect(json.releases[0].passedWithoutObjection).toEqual([{ group: 'legal', businessDays: LAPSE_DAYS }]);
    expect((await app.anyone().get(`/transparency/${slug}.csv`)).text).toContain('No objection by legal');
  });

  it('waits while nobody was asked, somebody is at it, or a question is open, and a business day longer', async () => {
    await write([communications(1), silentLegal]);
    const draft = await buildDraft(app);
    const { pio, draftId } = draft;
    await pio.post(`/api/v1/drafts/${draftId}/submission`);
    // What is in force from here on is another policy's affair: this text stays under its own.
    await write([communications(1)]);
    const { id } = await pendingReview(reviewers.legal, draftId, 'legal');
    const reader = await app.signedIn({ role: 'admin' });
    const waits = async (instant: string): Promise<void> => {
      await at(instant);
      expect(await steps(draft)).toMatchObject({ legal: 'pending' });
    };
    await waits(TUESDAY_CLOSE);
    // Only now does the mail go out that asks: after closing, so it counts as Wednesday, and Thursday is theirs.
    await app.drain();
    await waits('2019-04-17T14:00:00Z');
    expect(await lapsesAt(draft)).toBe('2019-04-18T21:00:00.000Z');
    app.clock.set('2019-04-18T20:00:00Z');
    await reviewers.legal.post(`/api/v1/reviews/${id}/claim`);
    await waits('2019-04-18T21:01:00Z');
    expect((await reader.get('/queue')).text).toContain('lapse held up');
    expect((await reader.get(`/reviews/${id}`)).text).toContain('something holds its lapse up');
    // The claim runs out at 20:00 in New York, after closing: it counts as Friday, and Monday is theirs.
    await waits('2019-04-19T14:00:00Z');
    expect(await lapsesAt(draft)).toBe('2019-04-22T21:00:00.000Z');
    const thread = await reviewers.legal.post(`/api/v1/drafts/${draftId}/threads`, {
      blockId: 'quote',
      quote: '',
      text: 'Did the chief say this?',
      visibility: 'shared',
      blocking: true,
    });
    expect(thread.status).toBe(201);
    await waits('2019-04-22T21:00:00Z');
    app.clock.set('2019-04-23T14:00:00Z');
    expect((await reviewers.legal.post(`/api/v1/threads/${thread.json.id}/resolution`)).status).toBe(201);
    await waits('2019-04-23T14:01:00Z');
    expect(await lapsesAt(draft)).toBe('2019-04-24T21:00:00.000Z');
    const everybodyLeft = (left: boolean) =>
      app.sql(
        `update person set disabled_at = case when $1 then now() end
          where id in (select person_id from membership where 'legal' = any(groups))`,
        [left],
      );
    await everybodyLeft(true);
    await waits('2019-04-24T21:00:00Z');
    await everybodyLeft(false);
    await at('2019-04-24T21:00:00Z');
    expect(await steps(draft)).toMatchObject({ legal: 'no_objection', communications: 'pending' });
    // With the other step's yes the text has passed: silence came first, and somebody agreed.
    await decide(reviewers.first, draftId, 'communications');
    expect(await draftState(draft)).toBe('approved');
  });

  it('passes whole, though two would have to agree: one event, and one step named', async () => {
    const two = { ...silentLegal, group: 'communications', quorum: 2 };
    await write([two, { ...silentLegal, stage: 2, lapseAfterBusinessDays: null }]);
    const { pio, draftId } = await sent();
    app.clock.set(TUESDAY_CLOSE);
    await Promise.all([sweep(), sweep()]);
    const rows = await app.sql<{ state: string }>(
      'select state from review where draft_id = $1 order by step',
      [draftId],
    );
    expect(rows.map(({ state }) => state)).toEqual(['no_objection', 'no_objection', 'pending']);
    const events = await app.sql(
      `select 1 from domain_event where type = 'review.lapsed' and payload->>'draftId' = $1`,
      [draftId],
    );
    expect(events).toHaveLength(1);
    expect((await decide(reviewers.legal, draftId, 'legal')).status).toBe(201);
    expect((await pio.get(`/api/v1/drafts/${draftId}`)).json.state).toBe('approved');
    const [round] = await app.sql<{ lapsed: unknown }>(
      'select liaison_lapsed_steps(id) as lapsed from review_round where draft_id = $1',
      [draftId],
    );
    expect(round?.lapsed).toEqual([{ group: 'communications', businessDays: LAPSE_DAYS }]);
  });

  it('begins again with another text, and waits for a quote that its speaker has not agreed to', async () => {
    await write([communications(1), silentLegal]);
    const draft = await sent();
    const { pio, draftId } = draft;
    const { id } = await pendingReview(reviewers.first, draftId, 'communications');
    app.clock.set('2019-04-15T14:00:00Z');
    await reviewers.first.post(`/api/v1/reviews/${id}/proposal`, {
      values: { chiefQuote: 'We wanted something residents choose.' },
    });
    const { proposal } = (await pio.get(`/api/v1/drafts/${draftId}`)).json;
    const answers = proposal.hunks.map((hunk: { id: string }) => ({ hunkId: hunk.id, accept: true }));
    await pio.post(`/api/v1/drafts/${draftId}/hunk-answers`, { answers });
    await at(TUESDAY_CLOSE);
    expect(await steps(draft)).toEqual({ communications: 'changes_requested', legal: 'superseded' });
    app.clock.set('2019-04-16T14:00:00Z');
    await submit(draft);
    expect(await lapsesAt(draft)).toBe('2019-04-19T21:00:00.000Z');
    expect((await decide(reviewers.second, draftId, 'communications')).status).toBe(201);
    // The lapse would be the last step, and the chief has not said yes to the changed quote.
    await at('2019-04-22T14:00:00Z');
    expect(await steps(draft)).toEqual({ communications: 'approved', legal: 'pending' });
    expect(
      await app.sql(`select 1 from review_decision where draft_id = $1 and decision = 'no_objection'`, [
        draftId,
      ]),
    ).toHaveLength(0);
  });

  it('at the moment of a decision, a claim or another text exactly one comes first', async () => {
    await write([communications(1), silentLegal]);
    const acts: Record<
      string,
      (draft: BuiltDraft, review: { id: string; contentHash: string }) => Promise<Answer>
    > = {
      approve: (_, { id, contentHash }) =>
        reviewers.legal.post(`/api/v1/reviews/${id}/decision`, { decision: 'approved', contentHash }),
      reject: (_, { id, contentHash }) =>
        reviewers.legal.post(`/api/v1/reviews/${id}/decision`, {
          decision: 'rejected',
          note: 'No.',
          contentHash,
        }),
      claim: (_, { id }) => reviewers.legal.post(`/api/v1/reviews/${id}/claim`),
      save: ({ pio, draftId }) => save(pio, draftId, { values: { headline: 'Other words' } }),
    };
    const first = new Set<string>();
    const names = Object.keys(acts);
    const turns = size(4, 120);
    for (let turn = 0; turn < turns; turn++) {
      const name = names[turn % names.length] as string;
      app.clock.set(THURSDAY);
      const draft = await sent();
      const review = await pendingReview(reviewers.legal, draft.draftId, 'legal');
      expect((await decide(reviewers.first, draft.draftId, 'communications')).status).toBe(201);
      app.clock.set(TUESDAY_CLOSE);
      // Which of them gets to the draft first is the machine's affair; who began is not.
      const act = () => acts[name]?.(draft, review) as Promise<Answer>;
      // The clock follows by ever more, from nothing to where the person has surely won.
      const headStart = (by: number) => pause((by % 20) * 5).then(sweep);
      const [answer] =
        (turn + Math.floor(turn / names.length)) % 2 === 0
          ? await Promise.all([act(), headStart(turn), headStart(turn)])
          : await Promise.all([sweep(), act(), sweep()]).then(([, done]) => [done]);
      await app.drain();
      const made = await app.sql<{ decision: string; by: string | null }>(
        'select decision, decided_by as by from review_decision where review_id = $1',
        [review.id],
      );
      const { legal } = await steps(draft);
      const lapsed = legal === 'no_objection';
      first.add(lapsed ? 'clock' : 'person');
      const count = async (type: string): Promise<number> =>
        (
          await app.sql('select 1 from domain_event where type = $1 and payload->>$2 = $3', [
            type,
            'reviewId',
            review.id,
          ])
        ).length;
      const mails = await app.sql(`select 1 from email_message where idempotency_key like $1`, [
        `review-lapsed:${(await app.sql<{ id: string }>('select round_id as id from review where id = $1', [review.id]))[0]?.id}:%`,
      ]);
      expect(await count('review.lapsed')).toBe(lapsed ? 1 : 0);
      expect(mails).toHaveLength(lapsed ? 3 : 0);
      if (lapsed) {
        expect(made).toEqual([{ decision: 'no_objection', by: null }]);
        expect(await count('review.decided')).toBe(0);
        // A text saved after it had passed is another text; the rest comes too late.
        if (name !== 'save')
          expect([name, answer?.status, answer?.json.code]).toEqual([name, 409, 'already_decided']);
        expect(await draftState(draft)).toBe(name === 'save' ? 'draft' : 'approved');
      } else {
        expect([name, answer?.status]).toEqual([name, 201]);
        const state = { approve: 'approved', reject: 'rejected', claim: 'pending', save: 'superseded' }[name];
        expect(legal).toBe(state);
        expect(made).toHaveLength(name === 'approve' || name === 'reject' ? 1 : 0);
      }
    }
    if (turns > 100) expect([...first].sort()).toEqual(['clock', 'person']);
    expect(await faults()).toEqual([]);
  }, 900_000);

  it('is not released without somebody’s yes, nor without saying what nobody decided; verify finds either', async () => {
    await write([communications(1), silentLegal]);
    const draft = await sent();
    const { pio, draftId } = draft;
    expect((await decide(reviewers.first, draftId, 'communications')).status).toBe(201);
    await at(TUESDAY_CLOSE);
    expect(await draftState(draft)).toBe('approved');
    app.clock.set('2019-04-22T16:00:00Z');
    const { contentHash } = (await pio.get(`/api/v1/drafts/${draftId}`)).json.currentRevision;
    const release = () => pio.post(`/api/v1/drafts/${draftId}/release`, { contentHash });
    /** Does what nobody can do while the trail of decisions is append-only. */
    const tamper = (sql: string) =>
      app.sql(
        `alter table review_decision disable trigger user; ${sql}; alter table review_decision enable trigger user`,
      );
    const yes = `review_decision where draft_id = '${draftId}' and decision = 'approved'`;
    await tamper(`create table put_aside as select * from ${yes}; delete from ${yes}`);
    const refused = await release();
    expect([refused.status, refused.json.code]).toEqual([422, 'not_approved']);
    await tamper('insert into review_decision select * from put_aside');
    const { id } = (await release()).json;
    expect(await faults()).toEqual([]);

    // Behind the service, the database lets out no text that hides what nobody decided, or that nobody said yes to.
    const letOut = (lapsedSteps: string) =>
      app.sql(
        `insert into release (id, draft_id, department_id, partnership_id, revision_id, content_hash, kind, title, html, text, shares,
           lapsed_steps, released_by_name, released_at)
         select gen_random_uuid(), draft_id, department_id, partnership_id, revision_id, content_hash, kind, title, html, text, shares,
                ${lapsedSteps}, released_by_name, released_at from release where id = $1`,
        [id],
      );
    await expect(letOut(`'[]'`)).rejects.toThrow('has not passed every step');
    await tamper(`delete from ${yes}`);
    await expect(letOut('lapsed_steps')).rejects.toThrow('has not passed every step');
    expect(await faults()).toEqual([`Release ${id} was approved by nobody but its authors.`]);
    await tamper(
      `update review_decision set decision = 'approved', lapsed_after_days = null, decided_by = '${reviewers.legal.personId}',
         decided_by_name = 'Priya Raman', decided_by_side = 'vendor' where draft_id = '${draftId}'`,
    );
    expect(await faults()).toEqual([
      `Release ${id} does not say which of its steps passed without objection.`,
    ]);
  });
});
