import type { Browser } from 'playwright-core';
import { buildDepartment } from '../factories/department.js';
import { buildDraft } from '../factories/draft.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

/** The same pages in a browser that runs no script. */
describe('without JavaScript', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2019-04-22T15:00:00Z' });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const seat = async (email?: string): Promise<Visitor> => {
    const visitor = await Visitor.enter(browser, app, { javaScriptEnabled: false });
    if (email) await visitor.signIn(email);
    return visitor;
  };

  it('moves a pitch by the menu of its card, logs a call and filters the board', async () => {
    await app.as({ role: 'rep', email: 'mara@people.example' });
    await buildPitch(app, {
      department: await buildDepartment(app, { name: 'Cedar Point Police Department' }),
    });
    const rep = await seat('mara@people.example');
    await rep.follow(rep.page.getByRole('link', { name: /^Board/ }));
    const card = rep.page.getByRole('article').filter({ hasText: 'Cedar Point' });
    await card.locator('summary').click();
    await rep.press(card.getByRole('button', { name: 'Pitched' }));
    await rep.sees('Moved to pitched.');
    await rep.follow(
      rep.page
        .getByRole('region', { name: /^Pitched/ })
        .getByRole('link', { name: 'Cedar Point Police Department' }),
    );
    await rep.fill({ Kind: 'Call', 'In one line': 'Call with the chief' }, rep.page.locator('#log'));
    await rep.press('Log it');
    await rep.sees('Call with the chief');
    await rep.open('/board');
    await rep.page.getByRole('combobox', { name: 'State', exact: true }).selectOption('KS');
    await rep.press('Show');
    expect(rep.page.url()).toContain('state=KS');
  });

  it('writes a release, answers a redline, decides by page and from mail, waits for the embargo, publishes, recalls and confirms', async () => {
    const draft = await buildDraft(app);
    const { departmentId, draftId } = draft;
    await app.as({ role: 'reviewer', groups: ['communications'], email: 'ellen@people.example' });
    await app.as({ role: 'reviewer', groups: ['communications'], email: 'jo@people.example' });
    await app.as({ role: 'reviewer', groups: ['legal'], email: 'pat@people.example' });
    await app.as({ role: 'pio', departmentId, email: 'dana@people.example' });
    const clerk = await app.as({ role: 'records_officer', departmentId, email: 'kim@people.example' });
    const pio = await seat('dana@people.example');
    await pio.follow('Write');
    await pio.follow('Announce the partnership');
    await pio.fill({ Headline: 'This app reduces crime' });
    await pio.press('Preview');
    await pio.sees('“reduces crime” is a claim that is not approved');
    await pio.fill({ Headline: 'Alder Falls police join an app' });
    await pio.page.getByLabel(/^At\b/).fill('10:30');
    await pio.press('Save');
    await pio.sees('Alder Falls police join an app', pio.page.getByRole('region', { name: 'Preview' }));
    await pio.press('Send for approval');
    await pio.sees('Sent for approval.');
    await app.drain();

    const reviewer = await seat('ellen@people.example');
    await reviewer.follow(/^Queue/);
    await reviewer.press('Claim');
    await reviewer.open('/queue');
    await reviewer.follow(/^Announce the partnership/);
    await reviewer.page.getByText('Ask about words of this text').click();
    await reviewer.page.getByLabel('Question', { exact: true }).fill('Who says so?');
    await reviewer.press('Ask');
    await reviewer.sees('Who says so?');
    await reviewer.page.getByText('Propose other words').click();
    await reviewer.page.getByLabel('Headline').fill('Alder Falls police join an app for neighbors');
    await reviewer.press('Send the proposal');
    await app.drain();
    await pio.open(`/drafts/${draftId}/redline`);
    await pio.page.getByRole('group', { name: 'Change 1' }).getByLabel('Accept').check();
    await pio.press('Save my answers');
    await pio.press('Send for approval');

    const second = await seat('jo@people.example');
    await second.open('/queue');
    await second.follow(/^Announce the partnership/);
    await second.press(second.page.getByRole('button', { name: /^Ask for changes/ }));
    await second.page.getByRole('alert').waitFor();
    await second.press(second.page.getByRole('button', { name: /^Approve this text/ }));
    await second.sees('Approved.');
    await app.drain();
    const [mail] = await app.sql<{ raw: Buffer }>(
      `select raw from email_message where to_address = 'pat@people.example' and template = 'mail/approvals/review-requested'`,
    );
    const lawyer = await seat();
    await lawyer.open(
      /\/decide\/[\w-]{43}/.exec(mail?.raw.toString().replace(/=\r?\n/g, '') ?? '')?.[0] ?? '',
    );
    await lawyer.press('Approve this text');
    await lawyer.sees('You have decided');
    expect((await clerk.get(`/api/v1/drafts/${draftId}/export.txt`)).status).toBe(200);

    await pio.follow('Status');
    await pio.follow('Announce the partnership');
    await pio.press('Release it');
    await pio.sees(/embargo/i);
    app.clock.set('2019-04-22T15:30:00Z');
    await pio.press('Release it');
    await pio.sees('It is public now.');
    const reader = await seat();
    await reader.open('/transparency');
    await reader.follow(draft.name);
    await reader.sees('Alder Falls police join an app for neighbors');
    await reader.sees('earns one $200 device per 20 downloads of the app through this link.');

    await pio.page.getByText('Recall it').click();
    await pio.fill({ Why: 'The council asked.' });
    await pio.press('Recall');
    await app.drain();
    const holder = await seat('kim@people.example');
    await holder.open('/status');
    await holder.follow('See what to do');
    await holder.press('I have seen to it');
    await holder.sees('It is on the record');
    await reader.open(`/transparency/${draft.slug}`);
    await reader.sees('The council asked.');
  });
});
