import type { Browser, Locator } from 'playwright-core';
import { buildDepartment } from '../factories/department.js';
import { ANNOUNCEMENT, buildDraft, buildReviewers, decide, pendingReview } from '../factories/draft.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { axeFinds } from '../support/axe.js';
import { startBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

/** What is done without a pointer. */
describe('by keyboard', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2019-03-04T15:00:00Z' });
    await app.as({ role: 'rep', email: 'mara@people.example' });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const focused = (visitor: Visitor): Locator => visitor.page.locator(':focus');
  const seat = async (email: string): Promise<Visitor> => {
    const visitor = await Visitor.enter(browser, app);
    await visitor.signIn(email);
    return visitor;
  };

  it('moves a card: M opens its menu, arrows choose, Enter moves; arrows go from card to card', async () => {
    const department = await buildDepartment(app, { name: 'Cedar Point Police Department' });
    await buildPitch(app, { department });
    await buildPitch(app, { department: await buildDepartment(app, { name: 'Dover Police Department' }) });
    const rep = await seat('mara@people.example');
    await rep.open('/board');
    const prospects = rep.page.getByRole('region', { name: /^Prospect/ });
    await prospects.getByRole('link').first().focus();
    const first = await focused(rep).innerText();
    await rep.page.keyboard.press('ArrowDown');
    const second = await focused(rep).innerText();
    expect([first, second].sort()).toEqual(['Cedar Point Police Department', 'Dover Police Department']);
    await rep.page.keyboard.press('m');
    expect(await focused(rep).innerText()).toBe('Contacted');
    await rep.page.keyboard.press('ArrowDown');
    expect(await focused(rep).innerText()).toBe('Pitched');
    await rep.page.keyboard.press('Enter');
    const pitched = rep.page.getByRole('region', { name: /^Pitched/ });
    await pitched.getByRole('link', { name: second }).waitFor();
    await rep.page.keyboard.press('?');
    await rep.page.getByRole('dialog', { name: /keys/i }).waitFor();
    await rep.page.keyboard.press('Escape');
    await rep.page.keyboard.press('g');
    await rep.page.keyboard.press('q');
    await rep.page.getByRole('heading', { name: 'Queue', level: 1 }).waitFor();
    expect(rep.complaints).toEqual([]);
  });

  it('opens the command menu with Ctrl-K, searches, and Enter goes there', async () => {
    await buildDepartment(app, { name: 'Elm Grove Police Department' });
    const rep = await seat('mara@people.example');
    await rep.page.keyboard.press('Control+k');
    const menu = rep.page.getByRole('dialog', { name: 'Command menu' });
    await menu.getByRole('option', { name: /^Board/ }).waitFor();
    await rep.page.keyboard.type('elm grove');
    await menu.getByRole('option', { name: /^Elm Grove Police Department/ }).waitFor();
    await menu.locator('.hit[aria-selected="true"]').filter({ hasText: 'Elm Grove' }).waitFor();
    await rep.page.keyboard.press('Enter');
    await rep.page.getByRole('heading', { name: 'Elm Grove Police Department', level: 1 }).waitFor();
    await rep.page.keyboard.press('Control+k');
    await menu.waitFor();
    await rep.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    expect(rep.complaints).toEqual([]);
  });

  it('writes a release in the sheet: a check comes as one types, a day becomes one in print, and it is sent', async () => {
    const draft = await buildDraft(app);
    await buildReviewers(app);
    await app.as({ role: 'pio', departmentId: draft.departmentId, email: 'dana@people.example' });
    const pio = await seat('dana@people.example');
    const { page } = pio;
    await pio.open('/write');
    // Only the page one writes on loads the editor.
    const loaded = (): Promise<boolean> =>
      page.evaluate(
        `performance.getEntriesByType('resource').some(({ name, transferSize }) => /chunk-/.test(name))`,
      );
    expect(await loaded()).toBe(false);
    await pio.open(`/write/${draft.draftId}`);
    const sheet = page.getByRole('textbox', { name: 'The text, to write in' });
    await sheet.waitFor();
    expect(await loaded()).toBe(true);
    await sheet.focus();
    // The editor puts its cursor in some 20 ms after it got the focus, sooner than anybody types.
    await page.keyboard.press('Home', { delay: 100 });
    await page.keyboard.type('This reduces crime: ');
    await pio.sees('“reduces crime” is a claim that is not approved', page.locator('#write-checks'));
    expect(await page.getByLabel('Headline').first().inputValue()).toMatch(
      /^This reduces crime: Alder Falls/,
    );
    for (let letter = 'This reduces crime: '.length; letter > 0; letter -= 1)
      await page.keyboard.press('Backspace');
    await page.keyboard.type('4/22/2019, ');
    await page.keyboard.press('Enter');
    await page.locator('#write-checks', { hasText: 'You can send it now.' }).waitFor();
    expect(await page.getByLabel('Headline').first().inputValue()).toMatch(/^April 22, 2019, Alder Falls/);
    await page.getByRole('button', { name: 'Send for approval' }).focus();
    await pio.leave(() => page.keyboard.press('Enter'));
    await pio.sees('Sent for approval.');
    const { json } = await draft.pio.get(`/api/v1/drafts/${draft.draftId}`);
    expect(json.currentRevision.values.headline).toMatch(/^April 22, 2019, Alder Falls/);
    expect(json.currentRevision.number).toBe(3);
    expect(pio.complaints).toEqual([]);
  });

  it('reviews: J and K go through the queue, C and R ask for a note first, A goes to the button and Enter approves', async () => {
    await buildReviewers(app);
    await app.as({ role: 'reviewer', groups: ['communications'], email: 'ellen@people.example' });
    for (const draft of [await buildDraft(app), await buildDraft(app)]) {
      const sent = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
      expect(sent.status).toBe(201);
    }
    await app.drain();
    const reviewer = await seat('ellen@people.example');
    const { page } = reviewer;
    await reviewer.open('/queue');
    await reviewer.follow('Start with the first');
    const first = page.url();
    await reviewer.leave(() => page.keyboard.press('j'));
    const second = page.url();
    expect(second).not.toBe(first);
    await reviewer.leave(() => page.keyboard.press('k'));
    expect(page.url()).toBe(first);
    await page.keyboard.press('c');
    expect(await focused(reviewer).getAttribute('aria-label')).toBe('Note');
    await page.keyboard.type('Say who paid for it.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('r');
    expect(await focused(reviewer).innerText()).toContain('Reject');
    await page.keyboard.press('c');
    expect(await focused(reviewer).innerText()).toContain('Ask for changes');
    await page.keyboard.press('Enter');
    await reviewer.sees('Sent back with your note.');
    await reviewer.open(second);
    await page.keyboard.press('a');
    expect(await focused(reviewer).innerText()).toContain('Approve this text');
    await page.keyboard.press('Enter');
    await reviewer.sees('Approved.');
    expect(await app.sql('select decision from review_decision order by decision')).toEqual([
      { decision: 'approved' },
      { decision: 'changes_requested' },
    ]);
    expect(reviewer.complaints).toEqual([]);
  });

  it('takes a text all the way: asked and proposed, answered, approved from mail, held by its embargo, released, recalled, confirmed', async () => {
    const email = 'nora@people.example';
    await app.as({ role: 'reviewer', groups: ['communications'], email });
    await app.as({ role: 'reviewer', groups: ['legal'], email: 'pat@people.example' });
    const embargo = { embargoTime: '10:00', embargoDate: '2019-03-05' };
    const draft = await buildDraft(app, { ...ANNOUNCEMENT, ...embargo });
    const { departmentId } = draft;
    await app.as({ role: 'pio', departmentId, email: 'lou@people.example' });
    const clerk = await app.as({ role: 'records_officer', departmentId, email: 'kim@people.example' });
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    const reviewer = await seat(email);
    const { id } = await pendingReview(draft.rep, draft.draftId, 'communications');
    await reviewer.open(`/reviews/${id}`);
    const enter = async (visitor: Visitor, name: string): Promise<void> => {
      await visitor.page.getByRole('button', { name, exact: true }).focus();
      await visitor.leave(() => visitor.page.keyboard.press('Enter'));
    };
    const unfold = async (visitor: Visitor, words: string): Promise<void> => {
      await visitor.page.getByText(words).focus();
      await visitor.page.keyboard.press('Enter');
    };
    await enter(reviewer, 'Claim it');
    await reviewer.sees('Claimed. Others see that you have it.');
    await unfold(reviewer, 'Ask about words of this text');
    await reviewer.page.getByLabel('Question', { exact: true }).focus();
    await reviewer.page.keyboard.type('Who says so?');
    await enter(reviewer, 'Ask');
    await reviewer.sees('Who says so?');
    await unfold(reviewer, 'Propose other words');
    await reviewer.page.getByLabel('Headline').fill('Alder Falls police join an app for neighbors');
    await enter(reviewer, 'Send the proposal');
    await reviewer.sees('1 change sent to the department.');

    const pio = await seat('lou@people.example');
    await pio.open(`/drafts/${draft.draftId}/redline`);
    await pio.page.getByRole('group', { name: 'Change 1' }).getByLabel('Accept').focus();
    await pio.page.keyboard.press('Space');
    await enter(pio, 'Save my answers');
    await enter(pio, 'Send for approval');
    const second = await app.as({ role: 'reviewer', groups: ['communications'] });
    expect((await decide(second, draft.draftId, 'communications')).status).toBe(201);
    await app.drain();
    const [mail] = await app.sql<{ raw: Buffer }>(
      `select raw from email_message where to_address = 'pat@people.example' and template = 'mail/approvals/review-requested'
        order by created_at desc, id desc limit 1`,
    );
    const link = /\/decide\/[\w-]{43}/.exec(mail?.raw.toString().replace(/=\r?\n/g, '') ?? '')?.[0] ?? '';
    // Another browser, nobody signed in.
    const lawyer = await Visitor.enter(browser, app);
    await lawyer.open(link);
    await lawyer.sees('an app for neighbors');
    expect(await axeFinds(lawyer, 'a review from mail')).toEqual([]);
    await lawyer.page.getByRole('button', { name: 'Approve this text' }).focus();
    await lawyer.leave(() => lawyer.page.keyboard.press('Enter'));
    await lawyer.sees('You have decided');
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.state).toBe('approved');

    expect((await clerk.get(`/api/v1/drafts/${draft.draftId}/export.txt`)).status).toBe(200);
    await pio.open(`/drafts/${draft.draftId}`);
    await enter(pio, 'Release it');
    await pio.sees(/embargo/i);
    app.clock.set('2019-03-05T16:00:00Z');
    await enter(pio, 'Release it');
    await pio.sees('It is public now.');
    await unfold(pio, 'Recall it');
    await pio.page.getByLabel('Why').focus();
    await pio.page.keyboard.type('The council asked.');
    await enter(pio, 'Recall');
    await app.drain();
    const reader = await seat('kim@people.example');
    await reader.open('/status');
    await reader.page.getByRole('link', { name: 'See what to do' }).focus();
    await reader.leave(() => reader.page.keyboard.press('Enter'));
    await enter(reader, 'I have seen to it');
    await reader.sees('It is on the record');
    for (const { complaints } of [reviewer, lawyer, pio, reader]) expect(complaints).toEqual([]);
  });
});
