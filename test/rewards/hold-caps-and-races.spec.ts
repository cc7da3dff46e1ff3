import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { Verifier } from '../../src/platform/verify/verify-check.js';
import { RewardsQueries } from '../../src/rewards/rewards.queries.js';
import { buildRewardParents, type RewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ now: '2019-03-12T15:00:00Z' });
});
afterAll(() => app.close());

const states = async ({ partnershipId }: RewardParents): Promise<string[]> =>
  (
    await app.sql<{ state: string }>('select state from reward where partnership_id = $1 order by ordinal', [
      partnershipId,
    ])
  ).map(({ state }) => state);

describe('a hold of fourteen days', () => {
  let held: RewardParents;

  it('keeps a device back, and a reversal in it voids the newest row', async () => {
    held = await buildRewardParents(app, { terms: { holdDays: 14 } });
    await held.settle(40);
    expect(await states(held)).toEqual(['accrued', 'accrued']);
    expect(await held.settle(39)).toMatchObject({ earned: 1, issued: 1, deficit: 0 });
    expect(await states(held)).toEqual(['accrued', 'voided']);
  });

  it('brings the same row back when it is earned again, with a hold of its own', async () => {
    app.clock.set('2019-03-20T15:00:00Z');
    expect(await held.settle(40)).toMatchObject({ earned: 2, issued: 2 });
    expect(await states(held)).toEqual(['accrued', 'accrued']);
  });

  it('is over to the minute: the worker offers, and the officer is told', async () => {
    app.clock.set('2019-03-26T14:59:59Z');
    await app.runScheduled('rewards.offer-due');
    expect(await states(held)).toEqual(['accrued', 'accrued']);
    app.clock.set('2019-03-26T15:00:00Z');
    await app.runScheduled('rewards.offer-due');
    expect(await states(held)).toEqual(['offered', 'accrued']);
  });

  it('takes nothing back once it is over, even when the worker is late', async () => {
    app.clock.set('2019-05-01T15:00:00Z');
    expect(await held.settle(10)).toMatchObject({ earned: 0, issued: 2, deficit: 2 });
    expect(await states(held)).toEqual(['offered', 'offered']);
    expect(await held.settle(50)).toMatchObject({ earned: 2, issued: 2, deficit: 0 });
  });
});

describe('a cap', () => {
  it('loses devices over it, says why, and issues none of them', async () => {
    const capped = await buildRewardParents(app, { terms: { capDevices: 2, capPer: 'term' } });
    expect(await capped.settle(95)).toMatchObject({ earned: 2, issued: 2, lost: 2, remainder: 15 });
    const summary = await app
      .get(UnitOfWork)
      .read(SYSTEM, (tx) => app.get(RewardsQueries).summary(tx, capped.partnershipId));
    expect(summary.losses).toMatchObject([
      { devices: 2, reason: 'Over the cap of 2 devices under these terms' },
    ]);
  });

  it('by the year begins anew in January, in the department’s zone', async () => {
    const yearly = await buildRewardParents(app, { terms: { capDevices: 1, capPer: 'year' } });
    app.clock.set('2020-01-01T05:30:00Z');
    expect(await yearly.settle(60)).toMatchObject({ earned: 1, lost: 2 });
    app.clock.set('2020-01-01T06:30:00Z');
    expect(await yearly.settle(80)).toMatchObject({ earned: 2, lost: 2 });
  });
});

describe('many settlements at once', () => {
  it('issue each device exactly once', async () => {
    const busy = await buildRewardParents(app);
    await Promise.all(Array.from({ length: 12 }, () => busy.settle(60)));
    expect(await states(busy)).toEqual(['offered', 'offered', 'offered']);
    const offers = await app.sql(`select 1 from reward_step where partnership_id = $1 and step = 'offer'`, [
      busy.partnershipId,
    ]);
    expect(offers).toHaveLength(3);
  });

  it('and the check of rewards finds nothing wrong, until someone meddles', async () => {
    const check = async (): Promise<string[]> =>
      (await app.get(Verifier).run()).find((verdict) => verdict.check === 'rewards')!.faults;
    expect(await check()).toEqual([]);
    await app.sql(`update reward set state = 'delivered', accepted_on = '2019-03-20', authority = 'chief'
      where id = (select id from reward where state = 'offered' order by id limit 1)`);
    await app.sql(
      'update reward_account set earned = earned + 1 where partnership_id = (select partnership_id from reward_account limit 1)',
    );
    const faults = await check();
    expect(faults.some((fault) => /stands in offered/.test(fault))).toBe(true);
    expect(faults.some((fault) => /its history ends at offered/.test(fault))).toBe(true);
    expect(faults.some((fault) => /the rule gives/.test(fault))).toBe(true);
  });
});
