import { simpleParser } from 'mailparser';
import { mailNames, mailSample } from '../../src/mail/previews/mail-samples.js';
import { Config } from '../../src/platform/config/config.js';
import { buildDraft, buildReviewers, decide, pendingReview } from '../factories/draft.js';
import { buildPartnership } from '../factories/partnership.js';
import { buildPitch } from '../factories/pitch.js';
import { buildRewardParents } from '../factories/reward.js';
import { enqueue, nameOrganisation } from '../mail/mail-kit.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { readRoutes } from '../support/routes.js';
import { size } from '../support/size.js';

/** Each by GET and by HEAD. */
const TIMES = size(3, 50);
/** What a request may write, by nature. The clock stands still meanwhile, so that no session is noted as used since. */
const COUNTERS: Record<string, string> = {
  'public.link_click_day':
    'a referral link counts by the day how often it was followed, and knows nothing else',
};

/** A link as it stands in a real mail, and who opens it. */
interface Opened {
  path: string;
  by: TestClient;
}

describe('links of all mails the product can send', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({
      now: '2019-04-11T18:00:00Z',
      env: { SMTP_URL: 'smtp://127.0.0.1:9', INBOUND_MAIL_DOMAIN: 'pitch.hallam.example' },
    });
    await nameOrganisation(app);
  });
  afterAll(() => app.close());

  /** Every address in a mail as it was written, those of its head included. */
  const linksIn = async (raw: Buffer): Promise<string[]> => {
    const home = app.get(Config).publicUrl;
    const mail = await simpleParser(raw);
    const listed = /^List-Unsubscribe: *<([^>]+)>/m.exec(raw.toString().replaceAll('\r\n ', ' '))?.[1];
    const body = `${mail.text ?? ''} ${String(mail.html).replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')}`;
    const found = [...(body.match(/https?:\/\/[^\s"'<>)]+/g) ?? []), ...(listed ? [listed] : [])];
    return [...new Set(found.filter((link) => link.startsWith(home)).map((link) => link.slice(home.length)))];
  };

  /** The links of the newest mail of a template, whoever it went to. */
  const mailed = async (template: string): Promise<string[]> => {
    await app.drain();
    const [mail] = await app.sql<{ raw: Buffer }>(
      'select raw from email_message where template = $1 order by created_at desc, id desc limit 1',
      [`mail/${template}`],
    );
    if (!mail) throw new Error(`No ${template} was mailed.`);
    return linksIn(mail.raw);
  };

  /** The route a link leads to, as the product names it; null where there is none. */
  const routeOf = (routes: { path: string; pattern: RegExp }[], link: string): string | null =>
    routes.find(({ pattern }) => pattern.test(link.split(/[?#]/)[0] ?? ''))?.path ?? null;

  const routesOf = () =>
    readRoutes(app)
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => ({ path, pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`) }))
      // A word of its own before a name that stands for any.
      .sort((a, b) => a.path.split(':').length - b.path.split(':').length);

  /** Everything the product remembers, table by table, of every schema, the queue's included. */
  const everything = async (): Promise<Record<string, string>> => {
    const tables = await app.sql<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const sums = tables.map(
      ({ name }) =>
        `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as sum from ${name} t`,
    );
    const rows = await app.sql<{ name: string; sum: string }>(sums.join(' union all '));
    return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]));
  };

  /** A partnership a month on, whose officer was reminded. */
  async function reminded(): Promise<{ links: string[]; pio: TestClient; alias: string }> {
    const partnership = await buildPartnership(app, { activeOn: '2019-03-12' });
    const pio = await app.signedIn({ role: 'pio', departmentId: partnership.departmentId });
    await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/announcement`, {
      announcedOn: '2019-04-11',
    });
    await app.drain();
    app.clock.set('2019-05-11T16:00:00Z');
    await app.runScheduled('reminders.plan');
    return { links: await mailed('reminders/reminder'), pio, alias: partnership.alias };
  }

  /** A text under review, with a link to decide it and one for the person whose quote a reviewer changed. */
  async function reviewed(): Promise<{
    decide: string[];
    signoff: string[];
    draftId: string;
    reviewId: string;
    departmentId: string;
  }> {
    const reviewers = await buildReviewers(app);
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    await draft.pio.post(`${url}/submission`);
    const asked = await pendingReview(reviewers.first, draft.draftId, 'communications');
    await reviewers.second.post(`/api/v1/reviews/${asked.id}/proposal`, {
      values: { chiefQuote: 'Residents chose it.' },
    });
    const { proposal } = (await draft.pio.get(url)).json;
    const answers = proposal.hunks.map(({ id }: { id: string }) => ({ hunkId: id, accept: true }));
    await draft.pio.post(`${url}/hunk-answers`, { answers });
    await draft.pio.post(`${url}/submission`);
    const [{ blockId }] = (await draft.pio.get(`${url}/quote-signoffs`)).json.data;
    await draft.pio.post(`${url}/quote-signoffs`, { blockId, email: 'chief@alderfalls.example' });
    const signoff = await mailed('content/quote-signoff');
    expect((await decide(reviewers.first, draft.draftId, 'communications')).status).toBe(201);
    const { id: reviewId } = await pendingReview(reviewers.legal, draft.draftId, 'legal');
    return { decide: await mailed('approvals/review-requested'), signoff, reviewId, ...draft };
  }

  /** A department's chief who is followed up by mail. */
  async function followedUp(): Promise<string[]> {
    const rep = await app.signedIn('rep');
    const saved = await rep.form('/sequences', {
      name: 'After a first mail',
      'steps.0.templateId': 'pitch-mail-follow-up',
      'steps.0.waitDays': '1',
    });
    const sequenceId = saved.headers.get('location')?.split('/').at(-1);
    const pitch = await buildPitch(app);
    const { json } = await pitch.rep.post(`/api/v1/departments/${pitch.departmentId}/contacts`, {
      name: 'Ruth Alder',
      role: 'chief',
      email: 'ruth@alder.example',
    });
    await pitch.rep.post(`/api/v1/pitches/${pitch.id}/enrolments`, { sequenceId, contactId: json.id });
    app.clock.set('2019-05-14T16:00:00Z');
    await app.runScheduled('sequences.send');
    return mailed('pitches/follow-up');
  }

  /** A device that was offered, and an allowance. */
  async function offered(): Promise<{ rewardId: string; allowanceId: string; departmentId: string }> {
    const { settle, departmentId, partnershipId } = await buildRewardParents(app);
    await settle(20);
    const [reward] = await app.sql<{ id: string }>('select id from reward where department_id = $1', [
      departmentId,
    ]);
    const rep = await app.as('rep');
    const allowance = await rep.post('/api/v1/allowances', {
      partnershipId,
      recipient: 'department',
      kind: 'discount',
      unitCents: 5_000,
      units: 10,
    });
    return { rewardId: reward!.id, allowanceId: allowance.json.id, departmentId };
  }

  it(`opened ${TIMES} times by GET and HEAD, change nothing`, async () => {
    const reminder = await reminded();
    const review = await reviewed();
    const followUp = await followedUp();
    const gift = await offered();
    const admin = await app.signedIn({ role: 'admin', groups: ['communications', 'legal'] });
    await admin.form('/settings/people/invitations', {
      name: 'Nia Newcomer',
      email: 'nia@vendor.example',
      role: 'rep',
    });
    const invitation = await mailed('mail/invitation');
    await app.as({ role: 'rep', email: 'asks@vendor.example' });
    await app.anyone().form('/sign-in/link', { email: 'asks@vendor.example' });
    const signIn = await mailed('mail/sign-in-link');
    const officer = await app.signedIn({ role: 'pio', departmentId: review.departmentId });
    const receiver = await app.signedIn({ role: 'pio', departmentId: gift.departmentId });

    const routes = routesOf();
    const anyone = app.anyone().with({ accept: 'text/html' });
    const real: Opened[] = [
      ...[reminder.links, review.decide, review.signoff, followUp, invitation, signIn].flatMap((links) =>
        links.map((path) => ({ path, by: anyone })),
      ),
      ...[`/drafts/${review.draftId}`, `/drafts/${review.draftId}/questions`].map((path) => ({
        path,
        by: officer,
      })),
      ...['/gifts', `/allowances/${gift.allowanceId}`].map((path) => ({ path, by: receiver })),
      ...[
        `/reviews/${review.reviewId}`,
        `/rewards/${gift.rewardId}`,
        '/stock?sku=HD2',
        '/tasks',
        '/notices',
        '/notices/choices',
      ].map((path) => ({ path, by: admin })),
      // The captions are linked to in months that have some.
      ...reminder.links.flatMap((link) =>
        link.startsWith('/we-posted/') ? [{ path: `${link}/captions`, by: anyone }] : [],
      ),
    ];
    // Every kind of link of every mail is among those that are opened.
    const opened = new Set(real.map(({ path }) => routeOf(routes, path)));
    const missing: string[] = [];
    for (const name of mailNames()) {
      const { template, topic, data } = mailSample(name, app.get(Config).publicUrl)!;
      const { id } = await enqueue(app, { topic, template, data });
      const [mail] = await app.sql<{ raw: Buffer }>('select raw from email_message where id = $1', [id]);
      for (const link of await linksIn(mail!.raw)) {
        const route = routeOf(routes, link);
        if (!route || !opened.has(route)) missing.push(`${name}: ${link}`);
      }
    }
    expect(missing).toEqual([]);
    await app.drain();

    const before = await everything();
    for (const { path, by } of real) {
      for (let time = 0; time < TIMES; time++) {
        const [got, head] = await Promise.all([
          by.send('GET', path, { accept: 'text/html' }),
          by.send('HEAD', path, { accept: 'text/html' }),
        ]);
        // Whoever follows a link into the product signed out is asked to sign in; a referral link leads to the app's page.
        const leads = got.headers.get('location') ?? 'the page itself';
        const expected = path.startsWith('/r/') ? [200, 302] : leads.startsWith('/sign-in') ? [303] : [200];
        expect([path, leads, expected.includes(got.status)]).toEqual([path, leads, true]);
        expect([path, head.status]).toEqual([path, got.status]);
      }
    }
    await app.drain();
    const after = await everything();
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    expect(changed).toEqual(Object.keys(COUNTERS));
  }, 300_000);
});
