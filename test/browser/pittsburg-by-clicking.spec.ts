import type { Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import * as signing from './acts/signing.js';
import { Company } from './acts/company.js';

/** The story of one department from first call to sunset, told once through its pages, by clicking and typing. */
describe('the Pittsburg story by clicking', () => {
  let app: TestApp;
  let browser: Browser;
  let company: Company;

  beforeAll(async () => {
    browser = await startBrowser();
    app = await startTestApp({ now: '2018-12-03T15:00:00Z' });
    company = await Company.gather(browser, app);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('1 imports the list, finds Pittsburg in Kansas and completes it', async () => {
    await signing.saySettings(company);
    await signing.importList(company);
    await signing.findPittsburg(company);
    await signing.completeDepartment(company);
  });

  it('2 opens a pitch, is refused a code for officers, logs calls and moves the card', async () => {
    await company.at('2018-12-10T16:00:00Z');
    await signing.openPitch(company);
    await signing.workThePitch(company);
  });

  it('3 opens everything with the green light', async () => {
    await signing.greenLight(company);
  });

  it('draws every page without a complaint of the browser', () => {
    expect(company.complaints()).toEqual([]);
  });
});
