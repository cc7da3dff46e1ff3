import { buildDepartment } from '../factories/department.js';
import { type BuiltPartnership, buildPartnership } from '../factories/partnership.js';
import { type TestApp, startTestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('the trail, and a department’s own records', () => {
  let app: TestApp;
  let ours: BuiltPartnership;
  let theirs: BuiltPartnership;
  let officer: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-28T18:00:00Z' });
    ours = await buildPartnership(app, { department: await buildDepartment(app) });
    theirs = await buildPartnership(app, { department: await buildDepartment(app) });
    await ours.rep.post(`/api/v1/pitches/${ours.pitchId}/activities`, {
      kind: 'note',
      body: 'Eleven by winter',
      subject: 'Eleven by winter',
      visibility: 'vendor',
    });
    await app.drain();
    officer = await app.as({ role: 'records_officer', departmentId: ours.departmentId });
  }, 60_000);
  afterAll(() => app.close());

  it('gives the vendor every row, newest first, in pages that neither skip nor repeat', async () => {
    const admin = await app.as('admin');
    const whole = (await admin.get('/api/v1/audit-events?limit=200')).json.data;
    expect(whole.length).toBeGreaterThan(5);
    const paged: { seq: number }[] = [];
    for (let cursor = ''; ;) {
      const { data, nextCursor } = (
        await admin.get(`/api/v1/audit-events?limit=3${cursor && `&cursor=${cursor}`}`)
      ).json;
      paged.push(...data);
      if (!nextCursor) break;
      cursor = nextCursor;
    }
    // Making the admin's token was itself recorded between the two readings, and so was nothing else.
    const seqs = paged.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
    expect(new Set(seqs).size).toBe(seqs.length);
    expect(seqs).toEqual(expect.arrayContaining(whole.map(({ seq }: { seq: number }) => seq)));
  });

  it('gives a department its own shared rows and nothing else', async () => {
    const { data } = (await officer.get('/api/v1/audit-events?limit=200')).json;
    expect(data.length).toBeGreaterThan(0);
    for (const row of data)
      expect(row).toMatchObject({ departmentId: ours.departmentId, visibility: 'shared' });
    const asked = (await officer.get(`/api/v1/audit-events?departmentId=${theirs.departmentId}`)).json;
    expect(asked.data).toEqual([]);
  });

  it('narrows by type, department and words', async () => {
    const type = 'partnership.opened';
    const { data } = (
      await ours.rep.get(`/api/v1/audit-events?type=${type}&departmentId=${ours.departmentId}`)
    ).json;
    expect(data).toHaveLength(1);
    expect((await ours.rep.get('/api/v1/audit-events?q=zzzz-nothing')).json.data).toEqual([]);
    expect((await ours.rep.get('/api/v1/audit-events?cursor=x')).status).toBe(400);
  });

  it('shows the vendor the trail as a page, and sends a department to its own', async () => {
    const rep = await app.signedIn('rep');
    const answer = await rep.get(`/audit?departmentId=${ours.departmentId}`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(ours.department.name);
    expect(answer.text).not.toContain(theirs.department.name);
    const pio = await app.signedIn({ role: 'pio', departmentId: ours.departmentId });
    expect((await pio.get('/audit')).headers.get('location')).toBe('/department-records');
  });

  it('shows a department what is on its record, without what is the vendor’s', async () => {
    const pio = await app.signedIn({ role: 'pio', departmentId: ours.departmentId });
    const answer = await pio.get('/department-records');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`/transparency/${ours.department.slug}`);
    expect(answer.text).not.toContain('Eleven by winter');
    expect(answer.text).not.toContain(theirs.department.name);
  });
});
