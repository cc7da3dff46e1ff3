import type { Browser } from 'playwright-core';
import { buildDepartment } from '../factories/department.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { axeFinds } from '../support/axe.js';
import { startBrowser } from '../support/browser.js';
import { Visitor } from '../support/visitor.js';

const LIST = [
  'Contact;Mail;Job title;Account name;ST',
  'Dana Ruiz;dana@alder.example;Public information officer;Alder Falls PD;KS',
  'Ole Berg;ole@brook.example;Chief of police;Brook Police Department;KS',
  'Ada Fox;ada@nowhere.example;Clerk;Nowhere PD;KS',
  ';nobody@alder.example;;Alder Falls PD;KS',
].join('\n');

/** The wizard as a rep walks through it: file, columns, check, settling by keyboard, applying, undoing. */
describe('from an import to its undoing', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2019-03-04T15:00:00Z' });
    await app.as({ role: 'rep', email: 'mara@people.example' });
    await buildDepartment(app, { name: 'Alder Falls Police Department' });
    await buildDepartment(app, { name: 'Brook Police Department', county: 'Linn' });
    await buildDepartment(app, { name: 'Brook PD', county: 'Cherokee' });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('a list of contacts goes in, one department is chosen, one is new, and all of it goes again', async () => {
    const rep = await Visitor.enter(browser, app);
    await rep.signIn('mara@people.example');
    const { page } = rep;
    const found: string[] = [];
    const look = async (name: string) => {
      found.push(...(await axeFinds(rep, name)));
      const folder = process.env['IMPORT_PICTURES'];
      if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    };
    await rep.open('/imports');
    await look('imports');
    await page.getByRole('radio', { name: /^Contacts/ }).check();
    await page
      .getByLabel('CSV or JSON file')
      .setInputFiles({ name: 'contacts.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST) });
    await rep.press('Check the file');
    await rep.sees('What its columns are');
    await look('columns');
    expect(await page.getByLabel('Between cells').inputValue()).toBe(';');
    expect(await page.getByLabel('Department', { exact: true }).inputValue()).toBe('Account name');
    await rep.fill({ 'E-mail': 'Mail', State: 'ST' });
    await rep.press('Check the list');
    await rep.sees('would be created');
    await rep.sees('The row has no name of a person.');
    await look('check');

    await rep.follow(/^Settle 2 rows/);
    await look('settle');
    await page.getByRole('radio', { name: /^Brook PD/ }).focus();
    await page.keyboard.press('Space');
    await rep.leave(() => page.keyboard.press('Enter'));
    await rep.sees('Row settled.');
    await page.getByRole('radio', { name: /^A new department/ }).check();
    await rep.press('Settle');
    await rep.sees('Every row has its department.');
    await rep.follow('Back to the check');

    await rep.press('Apply this import');
    await app.drain();
    await rep.open(page.url());
    await rep.sees('Applied');
    await look('applied');
    const at = await app.sql(
      `select c.name, d.name as at from contact c join department d on d.id = c.department_id order by c.name`,
    );
    expect(at).toEqual([
      { name: 'Ada Fox', at: 'Nowhere PD' },
      { name: 'Dana Ruiz', at: 'Alder Falls Police Department' },
      { name: 'Ole Berg', at: 'Brook PD' },
    ]);

    await rep.press('Undo this import');
    await app.drain();
    await rep.open(page.url());
    await rep.sees('Undone');
    expect(await app.sql('select from contact')).toHaveLength(0);
    expect(await app.sql('select from department')).toHaveLength(3);
    expect(found).toEqual([]);
    expect(rep.complaints).toEqual([]);
  }, 120_000);
});
