import type { Browser } from 'playwright-core';
import type { Plot } from '../../src/demo/desk.js';
import { PITTSBURG_STORY } from '../../src/demo/story/pittsburg.js';
import { renderMail } from '../../src/mail/mail-template.js';
import { mailNames, mailSample } from '../../src/mail/previews/mail-samples.js';
import { buildDraft, buildReviewers, pendingReview } from '../factories/draft.js';
import { buildPitch } from '../factories/pitch.js';
import { buildWebhook } from '../factories/webhook.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { axeFinds } from '../support/axe.js';
import { startBrowser } from '../support/browser.js';
import { HttpDesk } from '../support/http-desk.js';
import { Visitor } from '../support/visitor.js';
import { size } from '../support/size.js';

const EVERY_PAIRING = size(0, 1) === 1;
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const LIST = [
  'ori,state,agency_name,agency_type_name,primary_county',
  'KS0190100,KS,Pittsburg Police Department,City,Crawford',
  'KS0190300,KS,Pittsburg State University,University or College,Crawford',
  'MA014669E,MA,,Other,Suffolk',
].join('\n');

/** What stands in an address for the id of something in the story. */
type Ids = Record<
  | 'department'
  | 'pitch'
  | 'atLegal'
  | 'partnership'
  | 'review'
  | 'reward'
  | 'import'
  | 'mail'
  | 'suppression'
  | 'draft'
  | 'open'
  | 'proposed'
  | 'webhook'
  | 'download'
  | 'allowance',
  string
>;

const VENDOR = [
  '/',
  '/board',
  '/pitches/new',
  '/pitches/:pitch',
  '/pitches/:atLegal/green-light',
  '/tasks',
  '/departments',
  '/departments/new',
  '/departments/:department',
  '/departments/:department/edit',
  '/departments/:department/pressure-log',
  '/partnerships/:partnership',
  '/partnerships/:partnership/terms-preview?from=2019-04-25&downloadsPerDevice=10&deviceSku=HD2&deviceFmvDollars=200&holdDays=0',
  '/downloads',
  '/downloads/:download',
  '/downloads/bursts',
  '/queue',
  '/reviews/:review',
  '/reviews/:review?view=side',
  '/drafts/:draft/questions',
  '/rewards',
  '/rewards/:reward',
  '/rewards/pick-list',
  '/allowances',
  '/allowances/new?partnershipId=:partnership',
  '/allowances/:allowance',
  '/gift-ledger?by=department&period=2019',
  '/gift-ledger/entries',
  '/stock',
  '/reminders',
  '/reminders/preview?partnershipId=:partnership',
  '/reminders/variants',
  '/reminders/schedules/:partnership',
  '/notices',
  '/notices/choices',
  '/reports',
  '/reports/people',
  '/reports/partners',
  '/reports/departments',
  '/imports',
  '/imports/:import',
  '/mail',
  '/mail/:mail',
  '/mail/suppressions',
  '/mail/suppressions/:suppression',
  '/audit',
  '/pictures',
  '/search?q=pittsburg',
  '/settings',
  '/settings/people',
  '/settings/holidays',
  '/settings/templates',
  '/settings/templates/new',
  '/settings/writing',
  '/settings/mail',
  '/settings/mail/previews',
  '/settings/mail/previews/reminders/reminder',
  '/settings/pictures',
  '/settings/review-policies',
  '/settings/webhooks',
  '/settings/webhooks/:webhook',
  '/account',
  '/account/calendar',
];
const DEPARTMENT = [
  '/',
  '/write',
  '/write/:open',
  '/status',
  '/drafts/:draft',
  '/drafts/:draft/questions',
  '/gifts',
  '/downloads',
  '/gift-ledger',
  '/department-records',
  '/pressure-log',
  '/department-reminders',
  '/pictures',
  '/drafts/:open/captions/x',
];
const PUBLIC = [
  '/transparency',
  '/transparency/pittsburg-police-department-ks',
  '/transparency/method',
  '/transparency/corrections',
  '/we-posted/test',
  '/we-posted/test/captions',
  '/sign-in',
  '/sign-in/not-a-link',
  '/u/not-a-token',
  '/no-such-page',
];

/** Pages drawn from the same template as another, with other words: at full size only. */
const ALIKE: [seat: string, path: string][] = [
  ['vendor', '/board?view=table'],
  ['vendor', '/pitches/new?departmentId=:department'],
  ['vendor', '/departments?q=pittsburg'],
  ['vendor', '/stock?sku=HD2'],
  ['vendor', '/no-such-page'],
  ['department', '/notices'],
  ['department', '/notices/choices'],
  ['department', '/allowances'],
  ['department', '/allowances/:allowance'],
  ['department', '/board'],
  ['department', '/no-such-page'],
];

/** Every main page as anyone may need it: light and dark, wide and on a phone, read out, enlarged, without a pointer. */
describe('accessible', () => {
  let app: TestApp;
  let browser: Browser;
  let ids: Ids;
  const seats: Record<string, Visitor> = {};

  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2018-12-03T15:00:00Z' });
    ids = await play(app);
    for (const [seat, email] of [
      ['vendor', 'ines.halloran@hallam.example'],
      ['department', 'dana.whitcomb@pittsburg-pd.example'],
      ['other', 'other-pio@people.example'],
      ['public', null],
    ] as const) {
      const visitor = await Visitor.enter(browser, app);
      if (email) await visitor.signIn(email);
      seats[seat] = visitor;
    }
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it.each(
    [
      ...VENDOR.map((path) => ['vendor', path]),
      ...DEPARTMENT.map((path) => ['department', path]),
      ['other', '/drafts/:proposed/redline'],
      ['other', '/write/:proposed/conflict'],
      ...PUBLIC.map((path) => ['public', path]),
      ...ALIKE.slice(0, size(0, ALIKE.length)),
    ].map(([seat = '', path = ''], place) => ({ seat, path, place })),
  )('$seat $path', async ({ seat, path, place }) => {
    const visitor = seats[seat] as Visitor;
    visitor.complaints.length = 0;
    const address = path.replaceAll(/:(\w+)/g, (_, name: keyof Ids) => ids[name] ?? name);
    await visitor.page.setViewportSize(WIDE);
    await visitor.page.emulateMedia({ colorScheme: 'light' });
    expect(await visitor.move(address)).toBeLessThan(500);
    // Each page is read out light and wide or dark and narrow, by turns; in all four pairings only at full size.
    const inTurn = (turn: number): boolean => EVERY_PAIRING || place % 2 === turn;
    if (inTurn(0)) expect(await axeFinds(visitor, 'light, wide')).toEqual([]);
    await visitor.page.emulateMedia({ colorScheme: 'dark' });
    if (EVERY_PAIRING) expect(await axeFinds(visitor, 'dark, wide', ['color-contrast'])).toEqual([]);
    await visitor.page.setViewportSize(PHONE);
    if (inTurn(1)) expect(await axeFinds(visitor, 'dark, phone')).toEqual([]);
    await visitor.page.emulateMedia({ colorScheme: 'light' });
    if (EVERY_PAIRING) expect(await axeFinds(visitor, 'light, phone', ['color-contrast'])).toEqual([]);
    expect(await tooWide(visitor)).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  it('as a mail too, in light and in dark', async () => {
    const { page } = seats['public'] as Visitor;
    const names = size(1, 0) === 1 ? ['reminders/reminder'] : mailNames();
    for (const name of names) {
      const { template, data } = mailSample(name, app.url)!;
      const organisation = {
        legalName: 'Hallam Inc.',
        productName: 'Hallam',
        postalAddress: '12 Orchard Road',
      };
      const [unsubscribeUrl, preferencesUrl] = [`${app.url}/u/x`, `${app.url}/u/x/topics`];
      const frame = { organisation, publicUrl: app.url, unsubscribeUrl, preferencesUrl };
      await page.goto('about:blank');
      await page.setContent(renderMail(template, data, frame).html);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axeFinds(seats['public'] as Visitor, `${name}, ${colorScheme}`)).toEqual([]);
      }
    }
  });

  it('the command menu, the list of keys and the menu of a card, open', async () => {
    const visitor = seats['vendor'] as Visitor;
    await visitor.page.setViewportSize(WIDE);
    await visitor.open('/board');
    await visitor.page.getByRole('article').first().locator('summary').click();
    expect(await axeFinds(visitor, 'the menu of a card')).toEqual([]);
    await visitor.page.keyboard.press('Escape');
    await visitor.page.keyboard.press('Control+k');
    await visitor.page.keyboard.type('pittsburg');
    await visitor.page.locator('.hit[aria-selected="true"]').filter({ hasText: 'Pittsburg' }).waitFor();
    expect(await axeFinds(visitor, 'the command menu')).toEqual([]);
    await visitor.page.keyboard.press('Escape');
    await visitor.page.getByRole('heading', { name: 'Board' }).click();
    await visitor.page.keyboard.press('?');
    await visitor.page.getByRole('dialog', { name: /keys/i }).waitFor();
    expect(await axeFinds(visitor, 'the list of keys')).toEqual([]);
  });
});

/** What sticks out of the screen to the right, when the page can be pushed sideways. */
function tooWide(visitor: Visitor): Promise<string[]> {
  return visitor.page.evaluate(`(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > room + 1)
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 160));
  })()`);
}

/** The story until its summer, a pitch before its green light, and texts that wait for a reviewer and for an answer. */
async function play(app: TestApp): Promise<Ids> {
  const desk = new HttpDesk(app);
  const admin = await app.as('admin');
  const list = Buffer.from(LIST);
  const checked = await admin.send(
    'POST',
    '/api/v1/department-imports?source=agencies',
    { 'content-type': 'text/csv' },
    list,
  );
  await admin.post(`/api/v1/department-imports/${checked.json.id}/application`, {});
  await app.drain();
  await desk.enter(await desk.departmentId('KS0190100'));
  const plot = {} as Plot;
  const summer = PITTSBURG_STORY.findIndex(({ title }) => title === 'Monthly reminders');
  for (const scene of PITTSBURG_STORY.slice(0, summer)) await scene.play(desk, plot);
  const reviewers = await buildReviewers(app);
  const [waiting, proposed] = [await buildDraft(app), await buildDraft(app)];
  for (const { pio, draftId } of [waiting, proposed]) await pio.post(`/api/v1/drafts/${draftId}/submission`);
  const review = await pendingReview(reviewers.first, waiting.draftId, 'communications');
  const other = await pendingReview(reviewers.first, proposed.draftId, 'communications');
  const proposal = await reviewers.first.post(`/api/v1/reviews/${other.id}/proposal`, {
    values: { chiefQuote: 'We wanted something residents choose.' },
  });
  if (proposal.status !== 201) throw new Error(`No proposal: ${proposal.text}`);
  await app.as({ role: 'pio', departmentId: proposed.departmentId, email: 'other-pio@people.example' });
  await app.sql(
    `insert into draft_working_copy (draft_id, person_id, side, department_id, base_revision_id, words, kept_at)
     select d.id, p.id, 'department', d.department_id, r.id, '{"values":{"headline":"Another headline"}}', r.created_at
       from draft d join draft_revision r on r.draft_id = d.id and r.number = 1, person p
      where d.id = $1 and p.email = 'other-pio@people.example'`,
    [proposed.draftId],
  );
  const atLegal = await buildPitch(app, { stage: 'legal_review' });
  const offered = await (
    await app.as('rep')
  ).post('/api/v1/allowances', {
    partnershipId: plot.partnershipId,
    recipient: 'department',
    kind: 'discount',
    unitCents: 5_000,
    units: 100,
  });
  await app.drain();
  const one = async (query: string, params: unknown[] = []): Promise<string> =>
    (await app.sql<{ id: string }>(query, params))[0]?.id ?? 'none';
  return {
    department: plot.departmentId,
    pitch: plot.pitchId,
    atLegal: atLegal.id,
    partnership: plot.partnershipId,
    review: review.id,
    reward: await one('select id from reward where partnership_id = $1 and ordinal = 3', [
      plot.partnershipId,
    ]),
    import: checked.json.id as string,
    mail: await one('select id from email_message order by id desc limit 1'),
    suppression: await one(
      `insert into suppression (id, address, topic, reason, email_id, created_at)
       select gen_random_uuid(), lower(to_address), '*', 'bounced', id, created_at from email_message order by id limit 1
       returning id`,
    ),
    draft: plot.releaseDraftId,
    open: await one("select id from draft where partnership_id = $1 and kind = 'social_post' limit 1", [
      plot.partnershipId,
    ]),
    proposed: proposed.draftId,
    webhook: await buildWebhook(app),
    download: await one('select download_id as id from download_standing where partnership_id = $1 limit 1', [
      plot.partnershipId,
    ]),
    allowance: offered.json.id as string,
  };
}
