import type { Browser } from 'playwright-core';
import { BY_22_APRIL, LATE_ON_22_APRIL } from '../../src/demo/story/app-events.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { startBrowser } from '../support/browser.js';
import * as signing from './acts/signing.js';
import * as devices from './acts/devices.js';
import * as ending from './acts/ending.js';
import * as releases from './acts/release.js';
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
    await devices.lookAtHome(company);
  });

  it('4 and 5 counts 19 of 20, then offers device 1 at the 20th', async () => {
    await devices.activate(company);
    await devices.earnFirstDevice(company);
  });

  it('6 accepts, approves, ships and receives device 1', async () => {
    await devices.acceptAndShip(company, {
      ordinal: 1,
      accepted: '2019-03-26',
      resolution: '1214',
      serial: 'HD2-40817',
      shipped: '2019-03-28',
    });
    await devices.confirmReceipt(company, 1, '2019-04-02T17:00:00Z');
  });

  it('7 writes the release, answers four changes, and is approved twice', async () => {
    await releases.write(company);
    await releases.propose(company);
    await releases.answer(company);
    await releases.approve(company);
  });

  it('8 releases at 10:00 and not before; the public page shows 41 undisclosed days', async () => {
    await company.at('2019-04-21T21:00:00Z');
    await company.deliver(BY_22_APRIL);
    await releases.release(company);
    await releases.readInPublic(company);
    await company.at('2019-04-23T05:00:00Z');
    await company.deliver(LATE_ON_22_APRIL);
  });

  it('9 corrects it through the same review', async () => {
    await releases.correct(company);
  });

  it('11 and 12 counts to 79, takes back counts and no device', async () => {
    await ending.may(company);
    await ending.june(company);
  });

  it('13 hands over the others; one comes back', async () => {
    await ending.summer(company);
  });

  it('14 reminds once a month: posted, stopped and begun again from the mail', async () => {
    await ending.postedFromTheMail(company);
    await ending.unsubscribe(company);
  });

  it('15 has ended, and says so', async () => {
    await ending.sunset(company);
  });

  it('draws every page without a complaint of the browser', () => {
    expect(company.complaints()).toEqual([]);
  });
});
