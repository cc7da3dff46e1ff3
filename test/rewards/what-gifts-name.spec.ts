import { randomUUID } from 'node:crypto';
import { buildRewardParents, type RewardParents } from '../factories/reward.js';
import { startTestApp, type TestApp } from '../support/app.js';

const NO_STEP = { code: '23503', constraint: 'gift_ledger_entry_points' };
const NO_REWARD = { code: '23503', constraint: 'reward_step_points' };
const UNBALANCED = { code: '23514', constraint: 'gift_ledger_entry_balanced_ck' };

type Row = Record<string, unknown>;

describe('what steps of devices and entries of the gift ledger name', () => {
  let app: TestApp;
  let own: RewardParents;
  let other: RewardParents;
  let step: Row;
  let otherStep: Row;
  let sides: Row[];
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-03-12T15:00:00Z' });
    own = await buildRewardParents(app);
    other = await buildRewardParents(app);
    for (const parents of [own, other]) await parents.settle(20);
    const accrual = async ({ partnershipId }: RewardParents): Promise<Row> =>
      (
        await app.sql(`select * from reward_step where partnership_id = $1 and step = 'accrual'`, [
          partnershipId,
        ])
      )[0] ?? {};
    step = await accrual(own);
    otherStep = await accrual(other);
    sides = await app.sql('select * from gift_ledger_entry where step_id = $1', [step['id']]);
    expect(sides).toHaveLength(2);
  });
  afterAll(() => app.close());

  const insert = (table: string, rows: Row[]): Promise<unknown> =>
    app.sql(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
      JSON.stringify(rows),
    ]);
  const addStep = (change: Row): Promise<unknown> =>
    insert('reward_step', [{ ...step, id: randomUUID(), number: 90, ...change }]);
  /** A step without entries, to write some for. */
  const emptyStep = async (number: number): Promise<string> => {
    const id = randomUUID();
    await addStep({ id, number });
    return id;
  };
  const entries = (change: Row): Row[] => sides.map((side) => ({ ...side, id: randomUUID(), ...change }));

  it('a step is of a reward that is there, and of its partnership and department', async () => {
    await expect(addStep({ reward_id: randomUUID() })).rejects.toMatchObject(NO_REWARD);
    await expect(addStep({ reward_id: otherStep['reward_id'] })).rejects.toMatchObject(NO_REWARD);
    await expect(addStep({ department_id: otherStep['department_id'] })).rejects.toMatchObject(NO_REWARD);
    await expect(addStep({ partnership_id: otherStep['partnership_id'] })).rejects.toMatchObject(NO_REWARD);
    await addStep({});
  });

  it('an entry is of a step that is there, and of its reward, partnership and department', async () => {
    const id = await emptyStep(91);
    const write = (change: Row): Promise<unknown> =>
      insert('gift_ledger_entry', entries({ step_id: id, ...change }));
    await expect(write({ step_id: randomUUID() })).rejects.toMatchObject(NO_STEP);
    for (const column of ['reward_id', 'department_id', 'partnership_id'])
      await expect(write({ [column]: otherStep[column] })).rejects.toMatchObject(NO_STEP);
    await expect(
      write({ step_id: null, reward_id: null, allowance_step_id: randomUUID(), allowance_id: randomUUID() }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^23(503|514)$/) });
    await write({});
  });

  it('the entries of a step add up to nothing, in units and in cents, in one statement', async () => {
    const id = await emptyStep(92);
    const [credit = {}, debit = {}] = entries({ step_id: id });
    await expect(insert('gift_ledger_entry', [credit])).rejects.toMatchObject(UNBALANCED);
    await expect(
      insert('gift_ledger_entry', [credit, { ...debit, cents: Number(debit['cents']) * 2 }]),
    ).rejects.toMatchObject(UNBALANCED);
    const elsewhere = { ...debit, step_id: await emptyStep(93) };
    await expect(insert('gift_ledger_entry', [credit, elsewhere])).rejects.toMatchObject(UNBALANCED);
    await insert('gift_ledger_entry', [credit, debit]);
  });

  it('a reward cannot be deleted', async () => {
    await expect(app.sql('delete from reward')).rejects.toThrow('append-only');
    await expect(app.sql('truncate reward cascade')).rejects.toThrow('append-only');
  });
});
