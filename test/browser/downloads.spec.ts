import type { Browser } from 'playwright-core';
import { Wakeup } from '../../src/platform/events/wakeup.js';
import { buildPartnership, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { axeFinds } from '../support/axe.js';
import { startBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

/** Downloads as the department and the vendor see them. */
describe('downloads', () => {
  let app: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    await app.get(Wakeup).start();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('are told to the department by themselves, and while one follows another without a pause', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12', terms: { downloadsPerDevice: 1_000 } });
    await app.as({ role: 'pio', departmentId: p.departmentId, email: 'pio@people.example' });
    await p.rep.post('/api/v1/downloads', { events: someEvents(12, p.alias) });
    const pio = await Visitor.enter(browser, app);
    await pio.signIn('pio@people.example');
    const listening = pio.page.waitForResponse(/\/live$/);
    await pio.open('/');
    await listening;
    await pio.page.evaluate(`window.samePage = true`);
    const heading = pio.page.locator('.to-device h1');
    expect(await heading.innerText()).toContain('12 of 1,000');

    await p.rep.post('/api/v1/downloads', { events: someEvents(1, p.alias) });
    await pio.page.getByRole('heading', { name: '13 of 1,000 to your first device' }).waitFor();

    let sent = 0;
    let seen = 13;
    // More than the page would ever wait for a pause, and never more than a device's worth.
    while (seen === 13 && sent < 400) {
      await p.rep.post('/api/v1/downloads', { events: someEvents(1, p.alias) });
      sent++;
      seen = Number.parseInt(await heading.innerText(), 10);
    }
    expect(seen).toBeGreaterThan(13);
    await pio.page.getByRole('heading', { name: `${13 + sent} of 1,000 to your first device` }).waitFor();
    expect(await pio.page.evaluate(`window.samePage`)).toBe(true);
    expect(pio.complaints).toEqual([]);
  });

  it('of a burst are looked at and chosen by keyboard, and the page can be read out', async () => {
    const admin = await app.as({ role: 'admin', email: 'admin@people.example' });
    await admin.put('/api/v1/burst-rule', { installs: 3, minutes: 10 });
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    await p.rep.post('/api/v1/downloads', { events: someEvents(5, p.alias) });
    await app.runScheduled('referrals.find-bursts');
    const boss = await Visitor.enter(browser, app);
    await boss.signIn('admin@people.example');
    await boss.open('/downloads/bursts');
    await boss.follow(boss.page.getByRole('link', { name: 'Look at it' }).first());
    for (const colorScheme of ['light', 'dark'] as const) {
      await boss.page.emulateMedia({ colorScheme });
      expect(await axeFinds(boss, colorScheme)).toEqual([]);
    }
    await boss.page.locator('input[name="downloadIds"]').first().focus();
    await boss.page.keyboard.press('Space');
    await boss.press('Take the chosen out');
    const progress = await admin.get(`/api/v1/partnerships/${p.id}/progress`);
    expect(progress.json).toMatchObject({ qualifying: 4, disqualified: { velocity: 1 } });
    expect(boss.complaints).toEqual([]);
  });
});
