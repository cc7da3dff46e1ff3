import type { Browser } from 'playwright-core';
import { Wakeup } from '../../src/platform/events/wakeup.js';
import { buildDepartment } from '../factories/department.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

/** Two people at one board. */
describe('the board while others work on it', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2019-03-04T15:00:00Z' });
    await app.get(Wakeup).start();
    for (const email of ['mara@people.example', 'jonah@people.example']) await app.as({ role: 'rep', email });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const atTheBoard = async (email: string): Promise<Visitor> => {
    const visitor = await Visitor.enter(browser, app);
    await visitor.signIn(email);
    const listening = visitor.page.waitForRequest(/\/live$/);
    await visitor.open('/board');
    await listening;
    return visitor;
  };

  it('shows another’s move by itself, without a new page and without closing what is open', async () => {
    for (const name of ['Cedar Point Police Department', 'Dover Police Department'])
      await buildPitch(app, { department: await buildDepartment(app, { name }) });
    const mara = await atTheBoard('mara@people.example');
    const jonah = await atTheBoard('jonah@people.example');
    await jonah.page.evaluate(`window.samePage = true`);
    const card = mara.page.getByRole('article').filter({ hasText: 'Cedar Point' });
    await card.locator('summary').click();
    await card.getByRole('button', { name: 'Pitched' }).click();
    const pitched = jonah.page.getByRole('region', { name: /^Pitched/ });
    await pitched.getByRole('link', { name: 'Cedar Point Police Department' }).waitFor();
    expect(await jonah.page.evaluate(`window.samePage`)).toBe(true);

    // A menu that is open stays open; what happened meanwhile is shown when it is closed.
    const other = jonah.page.getByRole('article').filter({ hasText: 'Dover' });
    await other.locator('summary').click();
    const told = jonah.page.waitForResponse(/\/board$/);
    const again = mara.page.getByRole('article').filter({ hasText: 'Cedar Point' });
    await again.locator('summary').click();
    await again.getByRole('button', { name: 'In discussion' }).click();
    await mara.page
      .getByRole('region', { name: /^In discussion/ })
      .getByRole('link', { name: 'Cedar Point Police Department' })
      .waitFor();
    await other.getByRole('button', { name: 'Contacted' }).waitFor();
    await jonah.page.keyboard.press('Escape');
    await told;
    await jonah.page
      .getByRole('region', { name: /^In discussion/ })
      .getByRole('link', { name: 'Cedar Point Police Department' })
      .waitFor();
    expect([...mara.complaints, ...jonah.complaints]).toEqual([]);
  });
});
