import {
  buildDraft,
  buildReviewers,
  decide,
  pendingReview,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

/** The links of one path in the mail of a template to one address, as its reader gets them. */
async function linkTo(app: TestApp, template: string, address: string, path: string): Promise<string> {
  const mails = await app.sql<{ raw: Buffer }>(
    'select raw from email_message where template = $1 and to_address = $2 order by created_at, id',
    [template, address],
  );
  const raw =
    mails
      .at(-1)
      ?.raw.toString()
      .replace(/=\r?\n/g, '')
      .replaceAll('=3D', '=') ?? '';
  const found = new RegExp(`${path}/[\\w-]{43}`).exec(raw);
  if (!found) throw new Error(`No ${path} in the mail to ${address}.`);
  return found[0];
}

describe('links in mails', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T18:00:00Z' });
    reviewers = {
      ...(await buildReviewers(app)),
      first: await app.as({
        role: 'reviewer',
        groups: ['communications'],
        name: 'Ellen Voss',
        email: 'ellen@vendor.example',
      }),
      legal: await app.as({
        role: 'reviewer',
        groups: ['legal'],
        name: 'Priya Raman',
        email: 'priya@vendor.example',
      }),
    };
  });
  afterAll(() => app.close());

  /** Everything the product remembers, but for what every request writes. */
  const everything = async (): Promise<string> => {
    const tables = await app.sql<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'
          and tablename not in ('scheduled_run', 'rate_limit', 'event_delivery') order by 1`,
    );
    const sums: string[] = [];
    for (const { name } of tables) {
      const [row] = await app.sql<{ sum: string }>(
        `select count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as sum from ${name} t`,
      );
      sums.push(`${name} ${row?.sum}`);
    }
    return sums.join('\n');
  };

  const openOften = async (path: string): Promise<void> => {
    const before = await everything();
    for (let time = 0; time < 50; time++) {
      expect((await app.anyone().send('GET', path, { accept: 'text/html' })).status).toBe(200);
      expect((await app.anyone().send('HEAD', path, { accept: 'text/html' })).status).toBe(200);
    }
    expect(await everything()).toBe(before);
  };

  const sent = async () => {
    const draft = await buildDraft(app);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    await app.drain();
    return draft;
  };

  it('opening the link of a review 50 times by GET and HEAD changes nothing; one POST decides, and once', async () => {
    const draft = await sent();
    const link = await linkTo(app, 'mail/approvals/review-requested', 'ellen@vendor.example', '/decide');
    await openOften(link);
    const shown = await app.anyone().get(link);
    expect(shown.text).toContain('Alder Falls police join a neighborhood app');
    expect((await app.anyone().form(link, { decision: 'rejected' })).status).toBe(422);
    const both = await Promise.all([1, 2].map(() => app.anyone().form(link, { decision: 'approved' })));
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
    const decisions = await app.sql<{ by: string }>(
      'select decided_by_name as by from review_decision where draft_id = $1',
      [draft.draftId],
    );
    expect(decisions).toEqual([{ by: 'Ellen Voss' }]);
    expect((await app.anyone().get(link)).text).toContain('You have decided');
    // The log of mails shows everything but the link.
    const [logged] = await app.sql<{ shown: string }>(
      `select text_body as shown from email_message where template = 'mail/approvals/review-requested' and to_address = 'ellen@vendor.example'`,
    );
    expect(logged?.shown).not.toContain(link);
  });

  it('a quote a reviewer changed needs the yes of the person quoted, for these exact words', async () => {
    const draft = await sent();
    const url = `/api/v1/drafts/${draft.draftId}`;
    const { id } = await pendingReview(reviewers.first, draft.draftId, 'communications');
    const quoted = async () => (await draft.pio.get(`${url}/quote-signoffs`)).json.data;
    const answerAll = async () => {
      const { proposal } = (await draft.pio.get(url)).json;
      const answers = proposal.hunks.map((hunk: { id: string }) => ({ hunkId: hunk.id, accept: true }));
      await draft.pio.post(`${url}/hunk-answers`, { answers });
      await draft.pio.post(`${url}/submission`);
      await app.drain();
    };
    await reviewers.second.post(`/api/v1/reviews/${id}/proposal`, {
      values: { chiefQuote: 'We wanted something residents choose.' },
    });
    await answerAll();
    expect(await quoted()).toMatchObject([{ speaker: expect.stringContaining('Alder'), state: 'not_asked' }]);
    const approveBoth = async () => {
      const decided = [];
      for (const [as, group] of [
        [reviewers.first, 'communications'],
        [reviewers.legal, 'legal'],
      ] as const)
        decided.push(await decide(as, draft.draftId, group));
      return decided.at(-1);
    };
    const unsigned = await approveBoth();
    expect([unsigned?.status, unsigned?.json.code]).toEqual([422, 'quote_unsigned']);
    const [{ blockId }] = await quoted();
    const ask = async (email: string): Promise<string> => {
      const asked = await draft.pio.post(`${url}/quote-signoffs`, { blockId, email });
      expect(asked.status).toBe(201);
      return linkTo(app, 'mail/content/quote-signoff', email, '/sign-offs');
    };
    const stale = await ask('chief-early@alderfalls.example');
    await save(draft.pio, draft.draftId, { values: { headline: 'Yet another headline' } });
    expect((await app.anyone().get(stale)).text).toContain('The text has changed');
    expect((await app.anyone().form(stale, { answer: 'agreed' })).status).toBe(409);

    await draft.pio.post(`${url}/submission`);
    const link = await ask('chief@alderfalls.example');
    await openOften(link);
    expect((await app.anyone().form(link, { answer: 'maybe' })).status).toBe(422);
    expect((await app.anyone().form(link, { answer: 'agreed', note: '' })).status).toBe(303);
    expect((await app.anyone().form(link, { answer: 'refused' })).status).toBe(410);
    expect(await quoted()).toMatchObject([{ state: 'agreed' }]);
    expect((await approveBoth())?.status).toBe(201);
    expect((await draft.pio.get(url)).json.state).toBe('approved');
    const address = await app.sql(
      `select 1 from domain_event where payload::text || summary like '%alderfalls.example%'`,
    );
    expect(address).toEqual([]);
  });

  it('so does one that somebody of the company changed in the draft itself; what the department changes is its own', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    const quoted = async () => (await draft.pio.get(`${url}/quote-signoffs`)).json.data;
    await save(draft.pio, draft.draftId, { values: { chiefQuote: 'We wanted it ourselves.' } });
    await save(draft.rep, draft.draftId, { values: { headline: 'A headline of the rep' } });
    expect(await quoted()).toEqual([]);
    await save(draft.rep, draft.draftId, { values: { chiefQuote: 'It is the best app there is.' } });
    expect(await quoted()).toMatchObject([{ text: 'It is the best app there is.', state: 'not_asked' }]);
    await draft.pio.post(`${url}/submission`);
    await decide(reviewers.first, draft.draftId, 'communications');
    const unsigned = await decide(reviewers.legal, draft.draftId, 'legal');
    expect([unsigned.status, unsigned.json.code]).toEqual([422, 'quote_unsigned']);
    await save(draft.pio, draft.draftId, { values: { chiefQuote: 'We wanted it ourselves.' } });
    expect(await quoted()).toEqual([]);
  });

  it('a link ends when the text changes, when another has decided, and when its reader has left', async () => {
    const draft = await sent();
    const stale = await linkTo(app, 'mail/approvals/review-requested', 'ellen@vendor.example', '/decide');
    await save(draft.pio, draft.draftId, { values: { headline: 'Another headline' } });
    expect((await app.anyone().get(stale)).text).toContain('The text has changed');
    expect((await app.anyone().form(stale, { decision: 'approved' })).status).toBe(409);

    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    await app.drain();
    const late = await linkTo(app, 'mail/approvals/review-requested', 'ellen@vendor.example', '/decide');
    const { id, contentHash } = await pendingReview(reviewers.second, draft.draftId, 'communications');
    await reviewers.second.post(`/api/v1/reviews/${id}/decision`, { decision: 'approved', contentHash });
    expect((await app.anyone().get(late)).text).toContain('Somebody else has decided');
    expect((await app.anyone().form(late, { decision: 'approved' })).status).toBe(409);

    await app.drain();
    const left = await linkTo(app, 'mail/approvals/review-requested', 'priya@vendor.example', '/decide');
    await app.sql(`update person set disabled_at = now() where email = 'priya@vendor.example'`);
    expect((await app.anyone().get(left)).status).toBe(410);
    expect((await app.anyone().form(left, { decision: 'approved' })).status).toBe(410);
    expect((await app.anyone().get('/decide/not-a-link')).status).toBe(410);
    await app.sql(`update person set disabled_at = null where email = 'priya@vendor.example'`);
  });
});
