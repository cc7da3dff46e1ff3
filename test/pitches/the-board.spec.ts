import { buildDepartment } from '../factories/department.js';
import { buildPitch, OFFER } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('the board', () => {
  let app: TestApp;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-20T15:00:00Z' });
    rep = await app.as('rep');
    const texas = await buildDepartment(app, { state: 'TX', kind: 'sheriff' });
    await buildPitch(app, {
      rep,
      fields: { offer: { ...OFFER, devicesPromised: 3 }, openedOn: '2018-12-01' },
    });
    await buildPitch(app, { rep, fields: { offer: { ...OFFER, devicesPromised: 2 } } });
    await buildPitch(app, { rep, department: texas, stage: 'legal_review' });
    await buildPitch(app, { rep: await app.as('rep'), stage: 'declined' });
  });
  afterAll(() => app.close());

  it('counts each column and shows its cards, the longest waiting first', async () => {
    const { json } = await rep.get('/api/v1/pitch-board');
    expect(json.columns.map((column: Record<string, unknown>) => [column.stage, column.count])).toEqual([
      ['prospect', 2],
      ['contacted', 0],
      ['pitched', 0],
      ['in_discussion', 0],
      ['legal_review', 1],
      ['green_lit', 0],
    ]);
    expect(json).toMatchObject({ openCount: 3, devicesPromised: 5, staleCount: 1, declined: 1, dormant: 0 });
    const [first, second] = json.columns[0].cards;
    expect(first).toMatchObject({ daysInStage: 81, stale: true, devicesPromised: 3 });
    expect(second).toMatchObject({ daysInStage: 0, stale: false });
  });

  it('is filtered by owner, state and kind', async () => {
    const counted = async (query: string) => (await rep.get(`/api/v1/pitch-board?${query}`)).json.openCount;
    expect(await counted('state=TX')).toBe(1);
    expect(await counted('kind=sheriff')).toBe(1);
    expect(await counted('state=KS&kind=sheriff')).toBe(0);
    expect(await counted(`ownerId=${rep.personId}`)).toBe(3);
  });

  it('hands out a column in pages', async () => {
    const first = await rep.get('/api/v1/pitch-board?stage=prospect&limit=1');
    expect(first.json.columns).toHaveLength(1);
    expect(first.json.columns[0]).toMatchObject({ count: 2 });
    const { nextCursor, cards } = first.json.columns[0];
    const next = await rep.get(`/api/v1/pitch-board?stage=prospect&limit=1&cursor=${nextCursor}`);
    expect(next.json.columns[0].cards[0].id).not.toBe(cards[0].id);
    expect(next.json.columns[0].nextCursor).toBeNull();
    expect((await rep.get('/api/v1/pitch-board?stage=prospect&cursor=nonsense')).json.code).toBe(
      'invalid_cursor',
    );
  });
});
