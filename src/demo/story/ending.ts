import { type Desk, type Plot, told } from '../desk.js';
import { installs } from './app-events.js';

/** Installs of the quiet months: how many in each, from July on. */
const LATER = [
  ['2019-07', 4],
  ['2019-08', 3],
  ['2019-09', 2],
  ['2019-10', 3],
  ['2019-11', 2],
] as const;
const MONTHS = ['2019-07', '2019-08', '2019-09', '2019-10', '2019-11', '2019-12', '2020-01', '2020-02'];

/** Step 14: from May on the 22nd of each month at 10:00 local time; the department says it posted. */
export async function monthlyReminders(desk: Desk, plot: Plot): Promise<void> {
  for (const month of MONTHS) {
    const count = LATER.find(([name]) => name === month)?.[1] ?? 0;
    await desk.at(`${month}-20T18:00:00Z`);
    if (count > 0)
      await desk.deliver(installs(month, count, `${month}-05T15:00:00Z`, `${month}-19T15:00:00Z`));
    // 10:00 in Pittsburg is 15:00Z in summer and 16:00Z in winter; a minute past both is late enough for either.
    await desk.at(`${month}-22T16:01:00Z`);
    await desk.settle();
    if (month === '2019-08')
      await told(desk.as('pio'), 'POST', `/api/v1/partnerships/${plot.partnershipId}/outreach-posts`, {
        postedOn: '2019-08-22',
        url: 'https://social.example/pittsburgpd/1',
      });
  }
}

/** Step 15: 28 February 2020 is the last day; the day after, the partnership has ended. */
export async function sunset(desk: Desk): Promise<void> {
  await desk.at('2020-02-28T18:00:00Z');
  await desk.at('2020-02-29T14:00:00Z');
  await desk.deliver(installs('late', 2, '2020-02-29T12:00:00Z', '2020-02-29T13:00:00Z'));
  await desk.settle();
}
