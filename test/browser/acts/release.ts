import { CAST } from '../../../src/demo/story/cast.js';
import type { Visitor } from '../../support/visitor.js';
import type { Company } from './company.js';

const TITLE = 'Announce the partnership';
const PUBLIC = '/transparency/pittsburg-police-department-ks';
const HEADLINE = 'Pittsburg police join a neighborhood app';
const CORRECTED = 'Pittsburg Police Join a Neighborhood App';
const MEANS =
  'Residents who use the app choose what they share and with whom. Officers may ask residents for recordings during an investigation. The department has no access to anyone’s camera or account.';
const MEANS_PROPOSED =
  'Residents who use the app decide what they share and with whom. The department can post alerts and read what residents make public. The department has no access to anyone’s camera or account.';
const RECORD =
  'The department will report downloads and devices to the city each month. The record of every device it receives is on its public page.';
const QUOTE =
  'We did not want another surveillance system. We wanted something residents choose, and the commission will see every device it brings us.';
const NOTE = 'Capital letters in the app’s name, asked by the company.';

/** Step 7, 11 April: the kit’s release is filled in, looked at beside its fields, and sent for approval. */
export async function write(company: Company): Promise<void> {
  await company.at('2019-04-11T14:00:00Z');
  const pio = await company.as('pio');
  await pio.follow('Write');
  await pio.follow(TITLE);
  await pio.fill({
    Headline: HEADLINE,
    'Goes out on': '2019-04-22',
    'Embargo day': '2019-04-22',
    'Why you joined': 'residents asked for a way to pass on what they see without calling the station',
    'What the chief says': QUOTE,
    'Who says it': 'Police Chief Ruth Alder',
    'Press contact': 'Lt. Dana Whitcomb, 620-555-0142',
    'What it means for residents': MEANS,
    'On the record': RECORD,
  });
  await pio.page.getByLabel(/^At\b/).fill('10:00');
  await pio.press('Save');
  const preview = pio.page.getByRole('region', { name: 'Preview' });
  await pio.sees('PITTSBURG, Kan. (April 22, 2019) —', preview);
  await pio.sees('earns one $200 device per 20 downloads', preview);
  await pio.sees('Locked', preview);
  await pio.sees('You can send it now.');
  await pio.press('Send for approval');
  await company.settle();
  await pio.sees('Sent for approval.');
}

/** 15 April: a reviewer claims the text and proposes other words in three places, four changes in all. */
export async function propose(company: Company): Promise<void> {
  await company.at('2019-04-15T19:00:00Z');
  const reviewer = await company.as('communications');
  await reviewer.follow(/^Queue/);
  await reviewer.press('Claim');
  await openReview(reviewer);
  await reviewer.page.getByText('Propose other words').click();
  await reviewer.fill(
    {
      'What it means for residents': MEANS_PROPOSED,
      'On the record': RECORD.replace('each month', 'once a year'),
      'What the chief says': QUOTE.replace('another surveillance system', 'another system'),
    },
    reviewer.page.getByRole('group').filter({ hasText: 'Propose other words' }),
  );
  await reviewer.press('Send the proposal');
  await company.settle();
}

/** 16 April: the department answers change by change, refuses the one inside the quote, and sends it again. */
export async function answer(company: Company): Promise<void> {
  await company.at('2019-04-16T13:47:00Z');
  const pio = await company.as('pio');
  await pio.follow('Status');
  await pio.follow(/Answer/);
  await pio.page.getByRole('heading', { name: '4 changes to answer' }).waitFor();
  const hunks = await pio.page.getByRole('group', { name: /^Change \d/ }).all();
  for (const hunk of hunks) {
    const quoted = (await hunk.innerText()).includes('words');
    await hunk.getByLabel(quoted ? 'Refuse' : 'Accept').check();
  }
  await pio.press('Save my answers');
  await pio.sees('another surveillance system');
  await pio.sees('once a year');
  await pio.press('Send for approval');
  await company.settle();
}

/** 17 April: whose hunks stand may not approve; a second communications reviewer does, then the lawyer. */
export async function approve(company: Company): Promise<void> {
  await company.at('2019-04-17T14:00:00Z');
  const author = await company.as('communications');
  await author.open('/queue');
  await openReview(author);
  await author.sees('Words of yours stand in this text, so somebody else decides.');
  expect(await author.page.getByRole('button', { name: /^Approve this text/ }).count()).toBe(0);
  await decide(company, 'communications2');
  await decide(company, 'lawyer');
}

/** Step 8, 22 April: refused before 10:00 with the reason; released at 10:00; the public page shows what it must. */
export async function release(company: Company): Promise<void> {
  await company.at('2019-04-22T14:59:00Z');
  const pio = await company.as('pio');
  await pio.follow('Status');
  await pio.follow(TITLE);
  await pio.press('Release it');
  await pio.sees(/embargo/i);
  expect((await company.app.sql('select 1 from release')).length).toBe(0);
  await company.at('2019-04-22T15:00:00Z');
  await pio.press('Release it');
  await company.settle();
  await pio.sees('It is public now.');
}

/** What anyone may read, without signing in. */
export async function readInPublic(company: Company): Promise<Visitor> {
  const reader = await company.anyone();
  await reader.open('/transparency');
  await reader.follow('Pittsburg Police Department');
  await reader.sees('PITTSBURG, Kan. (April 22, 2019) —');
  await reader.sees('earns one $200 device per 20 downloads of the app through this link.');
  await reader.sees('###');
  expect(await reader.page.getByRole('region', { name: 'Undisclosed days' }).innerText()).toMatch(
    /41\s*days/,
  );
  return reader;
}

/** Step 9, 24 April: the company asks for capital letters; the correction goes the same way, and its note is public. */
export async function correct(company: Company): Promise<void> {
  await company.at('2019-04-24T14:00:00Z');
  const pio = await company.as('pio');
  await pio.follow('Status');
  await pio.follow(TITLE);
  await pio.page.getByText('Correct it').click();
  await pio.fill({ 'What is corrected': NOTE });
  await pio.press('Start the correction');
  await pio.fill({ Headline: CORRECTED });
  await pio.press('Send for approval');
  await company.settle();
  await decide(company, 'communications2');
  await decide(company, 'lawyer');
  const again = await company.as('pio');
  await again.follow('Status');
  await again.follow(TITLE);
  await again.press('Release it');
  await company.settle();
  const reader = await company.anyone();
  await reader.open(PUBLIC);
  await reader.sees(NOTE);
  await reader.sees(CORRECTED);
}

async function decide(company: Company, player: 'communications2' | 'lawyer'): Promise<void> {
  const reviewer = await company.as(player);
  await reviewer.follow(/^Queue/);
  await openReview(reviewer);
  await reviewer.page.getByRole('button', { name: /^Approve this text/ }).click();
  await reviewer.sees('Approved.');
  await company.settle();
  const name = CAST.find((member) => member.player === player)?.name;
  const [decision] = await company.app.sql<{ n: number }>(
    `select count(*)::int as n from review_decision d join person p on p.id = d.decided_by where p.name = $1`,
    [name],
  );
  expect(decision?.n).toBeGreaterThan(0);
}

async function openReview(reviewer: Visitor): Promise<void> {
  if (new URL(reviewer.page.url()).pathname === '/queue') await reviewer.follow(/Announce the partnership/);
}
