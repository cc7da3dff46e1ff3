import type { Browser, Locator } from 'playwright-core';
import { Wakeup } from '../../src/platform/events/wakeup.js';
import { buildDepartment } from '../factories/department.js';
import { type BuiltPitch, buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { axeFinds } from '../support/axe.js';
import { size } from '../support/size.js';
import { startBrowser } from '../support/browser.js';
import type { TestClient } from '../support/client.js';
import { Visitor } from '../support/visitor.js';

/** Two people at one board, with mouse, keyboard and phone. */
describe('the board while others work on it', () => {
  let app: TestApp;
  let browser: Browser;
  let rep: TestClient;
  let mara: Visitor;
  let jonah: Visitor;
  let cedar: BuiltPitch;

  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2019-03-04T15:00:00Z' });
    await app.get(Wakeup).start();
    rep = await app.as({ role: 'rep', email: 'mara@people.example', name: 'Mara Ortiz' });
    await app.as({ role: 'rep', email: 'jonah@people.example', name: 'Jonah Reed' });
    const pitchIn = async (name: string): Promise<BuiltPitch> =>
      buildPitch(app, { rep, department: await buildDepartment(app, { name }) });
    cedar = await pitchIn('Cedar Point Police Department');
    for (const name of ['Dover Police Department', 'Elm Grove Police Department']) await pitchIn(name);
    mara = await atTheBoard('mara@people.example');
    jonah = await atTheBoard('jonah@people.example');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const atTheBoard = async (email: string): Promise<Visitor> => {
    const visitor = await Visitor.enter(browser, app);
    await visitor.signIn(email);
    const listening = visitor.page.waitForResponse(/\/live$/);
    await visitor.open('/board');
    await listening;
    return visitor;
  };
  const card = (visitor: Visitor, name: string): Locator =>
    visitor.page.getByRole('article').filter({ hasText: name });
  const column = (visitor: Visitor, stage: string): Locator =>
    visitor.page.getByRole('region', { name: new RegExp(`^${stage}`) });
  /** Waits until the card rests in the column, its move answered. */
  const rests = (visitor: Visitor, name: string, stage: string): Promise<void> =>
    column(visitor, stage).locator('article:not([aria-busy])').filter({ hasText: name }).waitFor();
  const stays = async (pitch: BuiltPitch): Promise<number> =>
    (await app.sql('select from pitch_stage where pitch_id = $1', [pitch.id])).length;

  it('takes a drag as one write and one row of history, and shows it to the other by itself', async () => {
    await jonah.page.evaluate(`window.samePage = true`);
    await card(mara, 'Cedar Point').dragTo(column(mara, 'Pitched'));
    await rests(mara, 'Cedar Point', 'Pitched 1');
    await rests(jonah, 'Cedar Point', 'Pitched 1');
    await column(jonah, 'Prospect 2').waitFor();
    expect(await stays(cedar)).toBe(2);
    expect(await jonah.page.evaluate(`window.samePage`)).toBe(true);
  });

  it('moves by keyboard, and leaves the keyboard on the card', async () => {
    await card(mara, 'Cedar Point').getByRole('link', { name: 'Cedar Point' }).focus();
    await mara.page.keyboard.press('m');
    await mara.page.keyboard.press('ArrowDown');
    await mara.page.keyboard.press('Enter');
    await rests(mara, 'Cedar Point', 'Contacted 1');
    await mara.page.locator('.pitch-card-name:focus', { hasText: 'Cedar Point' }).waitFor();
    await rests(jonah, 'Cedar Point', 'Contacted 1');
  });

  it('does not move a card under somebody’s hands', async () => {
    await card(jonah, 'Dover').locator('summary').click();
    await card(jonah, 'Dover').getByRole('button', { name: 'Contacted' }).waitFor();
    const dover = await app.sql<{ id: string }>(
      `select p.id from pitch p join department d on d.id = p.department_id where d.name like 'Dover%'`,
    );
    await rep.post(`/api/v1/pitches/${dover[0]?.id}/stage-changes`, { to: 'in_discussion' });
    await rests(mara, 'Dover', 'In discussion 1');
    await card(jonah, 'Dover').getByRole('button', { name: 'Contacted' }).waitFor();
    // Choosing from what was shown before is refused with the reason, and the card goes where it is.
    await card(jonah, 'Dover').getByRole('button', { name: 'Contacted' }).click();
    await jonah.sees(
      'Mara Ortiz moved this pitch to in discussion in the meantime. Look where it stands and move it again.',
    );
    await rests(jonah, 'Dover', 'In discussion 1');
    await column(jonah, 'Contacted 1').waitFor();
  });

  it('folds closed pitches away until somebody looks', async () => {
    await buildPitch(app, {
      rep,
      stage: 'declined',
      department: await buildDepartment(app, { name: 'Fennel Police Department' }),
    });
    await mara.open('/board');
    const closed = column(mara, 'Closed 1');
    expect(await card(mara, 'Fennel').count()).toBe(0);
    await closed.locator('summary').click();
    await closed.getByRole('link', { name: 'Fennel Police Department' }).waitFor();
  });

  it('is used on a phone one stage at a time, without anything axe would find', async () => {
    const found: string[] = [];
    // What is wide, or light, is read out with all other pages, too; here only at full size.
    for (const theme of (['dark', 'light'] as const).slice(0, size(1, 2))) {
      await jonah.page.emulateMedia({ colorScheme: theme });
      for (const width of [390, 1440].slice(0, size(1, 2)).reverse()) {
        await jonah.page.setViewportSize({ width, height: 844 });
        await jonah.open('/board');
        found.push(...(await axeFinds(jonah, `${theme}, ${width}`)));
      }
    }
    expect(found).toEqual([]);
    const inSight = (stage: string) =>
      column(jonah, stage)
        .locator('h2')
        .evaluate((head) => {
          const { left, right } = head.getBoundingClientRect();
          return left >= 0 && right <= 390;
        });
    expect([await inSight('Prospect'), await inSight('In discussion')]).toEqual([true, false]);
    await jonah.page
      .getByRole('navigation', { name: 'Stages' })
      .getByRole('link', { name: /^In discussion/ })
      .click();
    await jonah.page.locator('.stage-switch [aria-current]', { hasText: 'In discussion' }).waitFor();
    expect(await inSight('In discussion')).toBe(true);
    const sideways = await jonah.page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(sideways).toBe(0);
    expect([...mara.complaints, ...jonah.complaints]).toEqual([]);
  });
});
