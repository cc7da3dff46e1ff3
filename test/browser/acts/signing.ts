import type { Locator } from 'playwright-core';
import { ORGANISATION, PITTSBURG } from '../../../src/demo/story/cast.js';
import type { Visitor } from '../../support/visitor.js';
import type { Company } from './company.js';

const LIST = [
  'ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng',
  'KS0190100,KS,Pittsburg Police Department,City,Crawford,37.507229,-94.850976',
  'KS0190300,KS,Pittsburg State University,University or College,Crawford,37.507229,-94.850976',
  'CA0070900,CA,Pittsburg Police Department,City,Contra Costa,37.919479,-121.951543',
  'TX0320100,TX,Pittsburg Police Department,City,Camp,32.973164,-94.978874',
  'MA014669E,MA,,Other,Suffolk,,',
].join('\n');

/** The company says who it is; until then nothing is mailed outside. */
export async function saySettings(company: Company): Promise<void> {
  const admin = await company.as('admin');
  await admin.open('/settings');
  await admin.sees('These are placeholders.');
  await admin.fill({
    'Legal name': ORGANISATION.legalName,
    'Product name': ORGANISATION.productName,
    'Postal address': ORGANISATION.postalAddress,
    'Text number': ORGANISATION.textNumber,
    'App Store': ORGANISATION.appStoreUrl,
    'Google Play': ORGANISATION.playStoreUrl,
    'Everything else': ORGANISATION.fallbackUrl,
    Boilerplate: ORGANISATION.boilerplate,
  });
  await admin.page.getByLabel('Time zone').selectOption(ORGANISATION.timeZone);
  const { name, email, phone } = ORGANISATION.pressContact;
  await admin.fill(
    { Name: name, 'E-mail': email, Phone: phone },
    admin.page.getByRole('group', { name: 'Press contact' }),
  );
  await admin.press('Save');
  await admin.sees('Saved as a new version');
  expect(await admin.text()).not.toContain('placeholders');
}

/** Step 1: a list is checked, looked at and applied. */
export async function importList(company: Company): Promise<void> {
  const rep = await company.as('rep');
  await rep.follow('Imports');
  await rep.page.getByLabel('CSV or JSON file').setInputFiles({
    name: 'agencies.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(LIST),
  });
  await rep.fill({ 'Where it comes from': 'Agency list' });
  await rep.press('Check the file');
  await rep.sees('would be created');
  expect(sums(await rep.text())).toMatchObject({ rows: 5, 'would be created': 4, 'flagged, left out': 1 });
  await rep.press('Apply this import');
  await company.settle();
  await rep.page.reload();
  expect(sums(await rep.text())).toMatchObject({ rows: 5, created: 4, 'flagged, left out': 1 });
}

/** Step 1: the search offers the police and the university of Kansas, and the two others by their states. */
export async function findPittsburg(company: Company): Promise<void> {
  const rep = await company.as('rep');
  await rep.follow('Departments');
  await rep.page.getByRole('searchbox', { name: 'Department, place or ORI' }).fill('pittsburg');
  await rep.page.getByRole('searchbox', { name: 'Department, place or ORI' }).press('Enter');
  await rep.sees('KS0190300');
  expect(await rep.page.getByRole('row').filter({ hasText: 'Pittsburg' }).count()).toBe(4);
  await rep.page.getByRole('combobox', { name: 'State', exact: true }).selectOption('KS');
  await rep.page.waitForURL(/state=KS/);
  await rep.page.getByText('CA0070900').waitFor({ state: 'detached' });
  const row = rep.page.getByRole('row').filter({ hasText: PITTSBURG.ori });
  await rep.follow(row.getByRole('link', { name: 'Pittsburg Police Department' }));
  await rep.sees('KS0190100');
}

/** Step 1: city and zone are confirmed, ship-to and gift policy entered, the people of the department noted. */
export async function completeDepartment(company: Company): Promise<void> {
  const rep = await company.as('rep');
  await openPittsburg(rep);
  await rep.follow(rep.page.getByRole('main').getByRole('link', { name: 'Edit' }));
  const { city, timeZone, shipTo, giftPolicy } = PITTSBURG.details;
  const group = (name: string): Locator => rep.page.getByRole('group', { name });
  await rep.fill({ City: city, County: 'Crawford' }, group('Place and time'));
  await rep.page.getByLabel('Time zone').selectOption(timeZone);
  await rep.fill(
    { 'Who accepts': 'Council', 'Limit, $': String(giftPolicy.limitCents / 100), Source: giftPolicy.source },
    group('Gift policy'),
  );
  await rep.fill(
    { Name: shipTo.name, Street: shipTo.street, City: shipTo.city, ZIP: shipTo.postalCode },
    group('Ship to'),
  );
  await group('Ship to').getByLabel('State').selectOption(shipTo.state);
  await rep.press('Save');
  await rep.sees('America/Chicago');
  expect(await rep.text()).not.toContain('assumed');
  await contact(rep, 'Ruth Alder', 'Chief', 'ruth.alder@pittsburg-pd.example');
  await contact(rep, 'Lt. Dana Whitcomb', 'Public information officer', 'dana.whitcomb@pittsburg-pd.example');
}

/** Step 2: a pitch with its offer; a code for officers is refused with the reason beside the field. */
export async function openPitch(company: Company): Promise<void> {
  const rep = await company.as('rep');
  await openPittsburg(rep);
  await rep.follow('New pitch');
  await rep.fill({
    'Downloads per device': '20',
    'Device SKU': 'HD2',
    'Fair market value, $': '200',
    'Device discount for residents, %': '15',
    'Goes to': 'Officers, as a code of their own',
  });
  await rep.press('Open the pitch');
  await rep.sees('Incentives go to departments, never to a person.');
  await rep.fill({ 'Goes to': 'The department' });
  await rep.press('Open the pitch');
  await rep.sees('1 device per 20 qualifying downloads');
}

/** Step 2: two calls are logged; the card goes from stage to stage, by menu and by hand. */
export async function workThePitch(company: Company): Promise<void> {
  await company.at('2018-12-12T20:30:00Z');
  const rep = await company.as('rep');
  await call(rep, 'Call with Lt. Whitcomb, 12 min', 'Wants to know who approves the release.');
  await moveByMenu(rep, 'Contacted');
  await company.at('2019-01-15T17:00:00Z');
  const again = await company.as('rep');
  await call(again, 'Call with Chief Alder, 20 min', 'She wants every device on the public record.');
  await dragTo(again, 'In discussion');
  await moveByMenu(again, 'Legal review');
  await again.follow(card(again).getByRole('link', { name: 'Pittsburg Police Department' }));
  await again.sees('Call with Lt. Whitcomb, 12 min');
  await again.sees('Call with Chief Alder, 20 min');
}

/** Step 3, 28 February 2019: one page opens everything; STOP as a keyword is refused on it. */
export async function greenLight(company: Company): Promise<void> {
  await company.at('2019-02-28T16:00:00Z');
  const rep = await company.as('rep');
  await rep.open('/board');
  await rep.follow(card(rep).getByRole('link', { name: 'Pittsburg Police Department' }));
  await rep.follow('Green light');
  const agreement = rep.page.getByRole('group', { name: 'Agreement' });
  const file = {
    name: 'agreement.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4 the agreement'),
  };
  await rep.fill({ 'Signed on': '2019-02-28', 'Last day': '2020-02-28' }, agreement);
  await agreement.getByLabel(/^Agreement/).setInputFiles(file);
  await rep.fill(
    { Number: '19-031', Date: '2019-02-26', Document: 'https://pittsburg.example/council/19-031' },
    rep.page.getByRole('group', { name: 'Council item' }),
  );
  await rep.fill({ Link: 'pittsburgpdks', Keyword: 'STOP' });
  await rep.press('Give the green light');
  await rep.sees(/carriers?/);
  await rep.sees('agreement.pdf is kept.');
  await rep.fill({ Keyword: 'PITTSBURGPD' });
  await rep.press('Give the green light');
  await company.settle();
  await rep.sees('PITTSBURGPD');
}

/** Opens the department’s page by its ORI. */
export async function openPittsburg(visitor: Visitor): Promise<void> {
  await visitor.open(`/departments?q=${PITTSBURG.ori}`);
  await visitor.follow('Pittsburg Police Department');
}

/** The numbers of a page of sums by their words: "4 would be created" → { 'would be created': 4 }. */
function sums(text: string): Record<string, number> {
  return Object.fromEntries(
    [...text.matchAll(/^([\d,]+)\s*\n\s*([a-z, ]+)$/gm)].map(([, figure = '', words = '']) => [
      words,
      Number(figure.replaceAll(',', '')),
    ]),
  );
}

async function contact(rep: Visitor, name: string, role: string, email: string): Promise<void> {
  const contacts = rep.page.locator('#contacts');
  await contacts.getByText('Add a contact').click();
  await rep.fill({ Name: name, Role: role, 'E-mail': email }, contacts);
  await rep.press(contacts.getByRole('button', { name: 'Add', exact: true }));
  await rep.sees(name, rep.page.locator('#contacts'));
}

async function call(rep: Visitor, subject: string, body: string): Promise<void> {
  await rep.open('/board');
  await rep.follow(card(rep).getByRole('link', { name: 'Pittsburg Police Department' }));
  const log = rep.page.locator('#log');
  await rep.fill({ Kind: 'Call', 'In one line': subject, 'What was said': body }, log);
  await rep.press(log.getByRole('button', { name: 'Log it' }));
  await rep.sees(subject);
}

function card(rep: Visitor): Locator {
  return rep.page.getByRole('article').filter({ hasText: 'Pittsburg Police Department' });
}

function column(rep: Visitor, stage: string): Locator {
  return rep.page.getByRole('region', { name: new RegExp(`^${stage}`) });
}

async function moveByMenu(rep: Visitor, stage: string): Promise<void> {
  await rep.open('/board');
  await card(rep).locator('summary').click();
  await card(rep).getByRole('button', { name: stage, exact: true }).click();
  await column(rep, stage).locator('article:not([aria-busy])').waitFor();
}

async function dragTo(rep: Visitor, stage: string): Promise<void> {
  await rep.open('/board');
  await card(rep).dragTo(column(rep, stage));
  await column(rep, stage).locator('article:not([aria-busy])').waitFor();
}
