import { IN_MAY, installs, REPEATS } from '../../../src/demo/story/app-events.js';
import type { Visitor } from '../../support/visitor.js';
import type { Company } from './company.js';
import { acceptAndShip, confirmReceipt, openReward } from './devices.js';
import { openPittsburg } from './signing.js';

const PUBLIC = '/transparency/pittsburg-police-department-ks';

/** Step 11: the rest of May; device 2 is accepted, shipped and received meanwhile. 79 count: three devices, 19 of 20. */
export async function may(company: Company): Promise<void> {
  await company.at('2019-05-12T21:00:00Z');
  await company.deliver(IN_MAY.filter((event) => event.at <= '2019-05-12'));
  await acceptAndShip(company, {
    ordinal: 2,
    accepted: '2019-05-14',
    resolution: '1221',
    serial: 'HD2-41302',
    shipped: '2019-05-17',
  });
  await confirmReceipt(company, 2, '2019-05-22T19:00:00Z');
  await company.at('2019-05-31T15:00:00Z');
  await company.deliver([...IN_MAY.filter((event) => event.at > '2019-05-12'), ...REPEATS]);
  const pio = await company.as('pio');
  await pio.page.getByRole('heading', { name: '19 of 20 to your fourth device' }).waitFor();
  await pio.sees('79 downloads counted');
  await pio.sees('3 devices earned, $600 in all.');
}

/** Step 12, 3 June: the rep takes two out as fraud; what was given stays given, and the next download earns nothing. */
export async function june(company: Company): Promise<void> {
  await company.at('2019-06-03T15:00:00Z');
  const rep = await company.as('rep');
  await takeOut(rep, 'may-030');
  await company.settle();
  await company.deliver(installs('jun', 2, '2019-06-03T14:00:00Z', '2019-06-03T14:30:00Z'));
  await takeOut(rep, 'may-031');
  await company.settle();
  await openPittsburg(rep);
  await rep.sees('1 device more issued than earned now.');
  await company.at('2019-06-04T15:00:00Z');
  await company.deliver(installs('jun4', 1, '2019-06-04T14:00:00Z', '2019-06-04T14:00:00Z'));
  await openPittsburg(rep);
  await rep.sees('80 qualifying');
  expect(await company.app.sql('select id from reward')).toHaveLength(4);
}

/** Step 13: devices 3 and 4; the chief refuses device 3 at the door. The public page shows what was kept. */
export async function summer(company: Company): Promise<void> {
  await acceptAndShip(company, {
    ordinal: 3,
    accepted: '2019-06-05',
    resolution: '1226',
    serial: 'HD2-41977',
    shipped: '2019-06-07',
  });
  await company.at('2019-06-12T16:00:00Z');
  const fulfilment = await company.as('fulfilment');
  await openReward(fulfilment, 3);
  await fulfilment.fill(
    { Reason: 'Refused by the chief at the door', 'Returned on': '2019-06-12' },
    formOf(fulfilment, 'return'),
  );
  await fulfilment.press(formOf(fulfilment, 'return').getByRole('button'));
  await fulfilment.sees('Returned');
  await company.at('2019-06-22T16:01:00Z');
  await acceptAndShip(company, {
    ordinal: 4,
    accepted: '2019-06-25',
    resolution: '1233',
    serial: 'HD2-42240',
    shipped: '2019-06-28',
  });
  await confirmReceipt(company, 4, '2019-07-02T16:00:00Z');
  const reader = await company.anyone();
  await reader.open(PUBLIC);
  await reader.sees('4 earned, 1 came back, $600 kept');
}

/** Step 14: a reminder on the 22nd; "we posted it" from the mail is a page, then a button. */
export async function postedFromTheMail(company: Company): Promise<void> {
  await company.at('2019-07-22T16:01:00Z');
  const link = await linkInMail(company, /We posted it: (\S+)/);
  const reader = await company.anyone();
  await reader.open(link);
  expect(await company.app.sql('select id from outreach_post')).toHaveLength(0);
  await reader.fill({ 'Address of the post': 'https://social.example/pittsburgpd/1' });
  await reader.press('We posted it');
  await reader.sees('There is nothing else to do this month.');
  expect(await company.app.sql('select id from outreach_post')).toHaveLength(1);
}

/** Step 14: the reader ends the reminders from the mail; August's is not sent. Then wants them after all. */
export async function unsubscribe(company: Company): Promise<void> {
  const link = await linkInMail(company, /(\S+\/u\/\S+)/);
  const reader = await company.anyone();
  await reader.open(link);
  await reader.press('Stop them');
  await reader.sees('You will not get monthly reminders');
  const before = await mailsOut(company);
  await company.at('2019-08-22T16:01:00Z');
  expect(await mailsOut(company)).toBe(before);
  await reader.press('Get them after all');
  await reader.sees('Stop monthly reminders?');
  await company.at('2019-09-22T16:01:00Z');
  expect(await mailsOut(company)).toBe(before + 1);
}

/** Step 15: the last day passes; the link says so, the public page stays, the department’s home too. */
export async function sunset(company: Company): Promise<void> {
  await company.at('2020-02-29T14:00:00Z');
  await company.deliver(installs('late', 2, '2020-02-29T12:00:00Z', '2020-02-29T13:00:00Z'));
  const reader = await company.anyone();
  expect(await reader.open('/r/pittsburgpdks')).toBe(410);
  await reader.sees('This program has ended');
  const record = reader.page.getByRole('link', { name: 'Read the record of this partnership' });
  await reader.open((await record.getAttribute('href')) ?? '');
  await reader.sees(/to 28 February 2020 this department promoted/);
  const pio = await company.as('pio');
  await pio.page.getByRole('heading', { name: 'Your partnership has ended' }).waitFor();
}

async function takeOut(rep: Visitor, externalId: string): Promise<void> {
  await openPittsburg(rep);
  const partnership = await rep.page.locator('a[href*="/downloads?partnershipId="]').first();
  if ((await partnership.count()) > 0) await rep.follow(partnership);
  else await rep.open('/downloads');
  const row = rep.page.getByRole('row').filter({ has: rep.page.locator(`input[value="${externalId}"]`) });
  await row.locator('summary').click();
  await rep.press(row.getByRole('button', { name: 'Take it out of the count' }));
  await rep.sees('Not counted any more.');
}

function formOf(visitor: Visitor, step: string) {
  return visitor.page.locator(`form[action$="/${step}"]`);
}

/** A link in the newest reminder, read by the rep in the mail log. */
async function linkInMail(company: Company, pattern: RegExp): Promise<string> {
  const rep = await company.as('rep');
  await rep.open('/mail?topic=reminders');
  await rep.page.getByRole('main').locator('a[href^="/mail/"]').first().waitFor();
  await rep.follow(rep.page.getByRole('main').locator('a[href^="/mail/0"]'));
  await rep.page.getByText('Text part', { exact: true }).click();
  const text = await rep.page.locator('.mail-text').innerText();
  const link = pattern.exec(text)?.[1];
  if (!link) throw new Error(`No such link in the mail:\n${text}`);
  return link;
}

/** Reminder mails that were let out or wait only for mail to be set up. */
async function mailsOut(company: Company): Promise<number> {
  const [row] = await company.app.sql<{ n: number }>(
    `select count(*)::int as n from email_message where topic = 'reminders' and state <> 'suppressed'`,
  );
  return row?.n ?? 0;
}
