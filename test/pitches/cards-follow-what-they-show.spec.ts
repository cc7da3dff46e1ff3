import { Verifier } from '../../src/platform/verify/verify-check.js';
import { type BuiltDepartment, buildDepartment } from '../factories/department.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { printedSeed, size } from '../support/size.js';

/** A pitch carries its department's name and its next step; whatever changes these changes the card in the same transaction. */
describe('the cards of the board', () => {
  let app: TestApp;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-20T15:00:00Z' });
    rep = await app.as('rep');
  });
  afterAll(() => app.close());

  const card = async (id: string) => {
    const { columns } = (await rep.get(`/api/v1/pitch-board?ownerId=${rep.personId}`)).json;
    return columns
      .flatMap(({ cards }: { cards: unknown[] }) => cards)
      .find((one: { id: string }) => one.id === id);
  };
  const faults = async (): Promise<string[]> =>
    (await app.get(Verifier).run()).find(({ check }) => check === 'pitches')?.faults ?? ['not checked'];

  it('show a department as it is called now, and the survivor of a merge', async () => {
    const department = await buildDepartment(app, { name: 'Old Name Police', state: 'KS' });
    const other = await buildDepartment(app, { name: 'Survivor Police', state: 'KS' });
    const { id } = await buildPitch(app, { rep, department });
    const named = async () => (await card(id)).departmentName;
    await rep.patch(`/api/v1/departments/${department.id}`, { name: 'New Name Police' });
    expect(await named()).toBe('New Name Police');
    await rep.post(`/api/v1/departments/${department.id}/merge`, { intoId: other.id });
    expect(await named()).toBe('Survivor Police');
    await rep.patch(`/api/v1/departments/${other.id}`, { name: 'Renamed Survivor Police' });
    expect(await named()).toBe('Renamed Survivor Police');
    await rep.post(`/api/v1/departments/${department.id}/merge-reversal`);
    expect(await named()).toBe('New Name Police');
    expect(await faults()).toEqual([]);
  });

  it('show the step that is due first, as long as it is open', async () => {
    const { id } = await buildPitch(app, { rep });
    const add = async (title: string, dueOn?: string) =>
      (await rep.post(`/api/v1/pitches/${id}/tasks`, { title, dueOn })).json.id as string;
    const next = async () => (await card(id)).nextTask?.title ?? null;
    expect(await next()).toBeNull();
    const some = await add('Some day');
    expect(await next()).toBe('Some day');
    const march = await add('In March', '2019-03-01');
    await add('In April', '2019-04-01');
    expect(await next()).toBe('In March');
    await rep.post(`/api/v1/tasks/${march}/completion`);
    expect(await next()).toBe('In April');
    await rep.post(`/api/v1/tasks/${march}/reopening`);
    await rep.patch(`/api/v1/tasks/${march}`, { title: 'In March, by phone', dueOn: '2019-02-19' });
    expect((await card(id)).nextTask).toMatchObject({ title: 'In March, by phone', overdue: true });
    await rep.patch(`/api/v1/tasks/${some}`, { dueOn: '2019-01-31' });
    expect(await next()).toBe('Some day');
    const { data } = (await rep.get('/api/v1/lists/pitches?sort=next&limit=1')).json;
    expect(data[0].next).toBe('2019-01-31 Some day');
    expect(await faults()).toEqual([]);
  });

  it('tell nobody but the vendor of its steps', async () => {
    for (const role of ['liaison_department', 'liaison_public'])
      await expect(
        app.sql(`do $$ begin set local role ${role}; perform step_card from pitch; end $$`),
      ).rejects.toThrow('permission denied');
  });

  it('miss nothing that happens at once', async () => {
    let seed = printedSeed('cards at once');
    const chance = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const departments: BuiltDepartment[] = [];
    for (let i = 0; i < 6; i++) departments.push(await buildDepartment(app, { state: 'KS' }));
    const tasks: string[] = [];
    const pitches: string[] = [];
    const any = (ids: string[]): string => ids[chance(ids.length)] ?? '';
    const day = () => `2019-03-${String(1 + chance(28)).padStart(2, '0')}`;
    const ways = [
      () => rep.patch(`/api/v1/departments/${any(departments.map(({ id }) => id))}`, { name: `Police ${chance(1e6)}` }),
      () => rep.post(`/api/v1/departments/${any(departments.map(({ id }) => id))}/merge`, { intoId: departments[0]?.id }),
      () => rep.post(`/api/v1/departments/${any(departments.map(({ id }) => id))}/merge-reversal`),
      async () => {
        const answer = await rep.post('/api/v1/pitches', { departmentId: any(departments.map(({ id }) => id)) });
        if (answer.status === 201) pitches.push(answer.json.id);
        return answer;
      },
      () => rep.post(`/api/v1/pitches/${any(pitches)}/stage-changes`, { to: 'declined', reason: 'For the test' }),
      async () => {
        const answer = await rep.post(`/api/v1/pitches/${any(pitches)}/tasks`, { title: `Step ${chance(1e6)}`, dueOn: day() });
        if (answer.status === 201) tasks.push(answer.json.id);
        return answer;
      },
      () => rep.post(`/api/v1/tasks/${any(tasks)}/completion`),
      () => rep.post(`/api/v1/tasks/${any(tasks)}/reopening`),
      () => rep.patch(`/api/v1/tasks/${any(tasks)}`, { dueOn: day() }),
    ]; // prettier-ignore
    const [first] = departments;
    pitches.push((await buildPitch(app, { rep, department: first })).id);
    tasks.push((await rep.post(`/api/v1/pitches/${pitches[0]}/tasks`, { title: 'First' })).json.id);
    let done = 0;
    for (let round = 0; round < size(20, 500); round++) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => ways[chance(ways.length)]?.()));
      for (const answer of answers) {
        expect(answer?.status).toBeLessThan(500);
        if ((answer?.status ?? 500) < 300) done++;
      }
    }
    expect(done).toBeGreaterThan(20);
    expect(await faults()).toEqual([]);
    await app.sql(`update pitch set step_card = 'x' where id = $1`, [pitches[0]]);
    expect(await faults()).toEqual([`The board shows an old next step for pitch ${pitches[0]}.`]);
  });
});
