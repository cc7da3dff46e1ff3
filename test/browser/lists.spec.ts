import type { Browser } from 'playwright-core';
import { buildDepartment } from '../factories/department.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { axeFinds } from '../support/axe.js';
import { startBrowser } from '../support/browser.js';
import { size } from '../support/size.js';
import { Visitor } from '../support/visitor.js';

/** What a rep does with a table: filter it, keep it, come back to it, change many of its rows at once. */
describe('lists in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let rep: Visitor;

  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2019-03-04T15:00:00Z' });
    await app.as({ role: 'rep', email: 'mara@people.example', name: 'Mara Ortiz' });
    const other = await app.as({ role: 'rep', name: 'Jonas Reed' });
    for (const [name, state, stage] of [
      ['Alder', 'KS', 'contacted'],
      ['Birch', 'KS', 'pitched'],
      ['Cedar', 'MO', 'contacted'],
    ] as const) {
      const department = await buildDepartment(app, {
        name: `${name} Police`,
        state,
        populationServed: 9000,
      });
      await buildPitch(app, { department, rep: other, stage });
    }
    rep = await Visitor.enter(browser, app);
    await rep.signIn('mara@people.example');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const names = () => rep.page.locator('.list-table .rows-title').allInnerTexts();

  it('filters by a choice at once, sorts by a head, keeps that as a view and opens the list with it', async () => {
    await rep.open('/pitches');
    expect(await names()).toHaveLength(3);
    await rep.leave(async () => {
      await rep.page.getByRole('combobox', { name: 'State', exact: true }).selectOption('KS');
    });
    await rep.follow(rep.page.getByRole('columnheader', { name: 'Department' }).getByRole('link'));
    expect(await names()).toEqual(['Alder Police', 'Birch Police']);
    await rep.follow('Keep this view');
    await rep.page.getByLabel('Name').fill('Kansas');
    await rep.page.getByLabel('Open the list with it').check();
    await rep.press('Keep it');
    expect(await names()).toEqual(['Alder Police', 'Birch Police']);
    await rep.open('/pitches');
    const views = rep.page.getByRole('navigation', { name: 'Views of pitches' });
    expect(await views.locator('[aria-current]').innerText()).toBe('Kansas');
    await rep.follow(views.getByRole('link', { name: 'All' }));
    expect(await names()).toHaveLength(3);
  });

  it('changes the ticked rows after a preview, and says which were refused', async () => {
    await rep.open('/pitches?view=all&sort=name');
    const go = rep.page.getByRole('button', { name: 'Change them…' });
    expect(await go.isDisabled()).toBe(true);
    await rep.page.getByRole('checkbox', { name: 'Choose all on this page' }).check();
    await rep.page.getByRole('checkbox', { name: 'Choose Cedar Police' }).uncheck();
    await rep.page.getByText('2 chosen').waitFor();
    await rep.press(go);
    await rep.page.getByRole('heading', { name: 'Change 2 pitches' }).waitFor();
    await rep.page.getByRole('combobox', { name: 'Move to' }).selectOption('pitched');
    await rep.press(
      rep.page.locator('form', { hasText: 'Move to' }).getByRole('button', { name: 'Preview' }),
    );
    await rep.page.getByText('Nothing has changed yet').waitFor();
    expect(await rep.page.locator('.sums').innerText()).toMatch(/1\s+would change\s+1\s+are so already\s+0/);
    await rep.press('Change 1 pitch');
    await rep.page.getByText('Done.').waitFor();
    const stages = await app.sql(
      `select d.name, p.stage from pitch p join department d on d.id = p.department_id order by 1`,
    );
    expect(stages.map(({ stage }) => stage)).toEqual(['pitched', 'pitched', 'contacted']);
  });

  it('is found free of barriers, light and dark, wide and on a phone', async () => {
    const found: string[] = [];
    const bulk = rep.page.url();
    const pairings = [
      ['light', 1440],
      ['dark', 390],
    ] as const;
    const paths = [
      '/pitches?view=all',
      '/departments',
      '/saved-views/new?subject=pitches',
      bulk,
      '/settings/fields',
    ];
    for (const [place, path] of paths.entries())
      // One of the two by turns; both only at full size.
      for (const [colorScheme, width] of pairings.slice(size(place % 2, 0), size((place % 2) + 1, 2))) {
        await rep.page.setViewportSize({ width, height: 900 });
        await rep.page.emulateMedia({ colorScheme });
        await rep.open(path);
        if (path === '/departments') await rep.page.locator('.list-more > summary').click();
        found.push(...(await axeFinds(rep, `${path} ${width} ${colorScheme}`)));
        if (await rep.page.evaluate('document.documentElement.scrollWidth > innerWidth'))
          found.push(`${path} ${width}: too wide`);
      }
    expect(found).toEqual([]);
    expect(rep.complaints).toEqual([]);
  });
});
