import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { DepartmentActor } from '../../src/platform/actor.js';
import { DepartmentsQueries } from '../../src/departments/departments.queries.js';
import { PitchesQueries } from '../../src/pitches/pitches.queries.js';

describe('what was said, and what is to be done', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-20T15:00:00Z' });
  });
  afterAll(() => app.close());

  it('logs calls, mails and meetings as shared, notes as the vendor’s own', async () => {
    const { id, rep } = await buildPitch(app);
    for (const kind of ['call', 'email', 'meeting', 'note']) {
      const answer = await rep.post(`/api/v1/pitches/${id}/activities`, {
        kind,
        subject: `A ${kind}`,
        occurredOn: '2019-02-19',
      });
      expect(answer.status).toBe(201);
      expect(answer.json.visibility).toBe(kind === 'note' ? 'vendor' : 'shared');
    }
    const future = await rep.post(`/api/v1/pitches/${id}/activities`, {
      kind: 'call',
      occurredOn: '2019-02-21',
    });
    expect([future.status, future.json.code]).toEqual([422, 'date_in_future']);
  });

  it('adds tasks and completes them once', async () => {
    const { id, rep } = await buildPitch(app);
    const task = await rep.post(`/api/v1/pitches/${id}/tasks`, {
      title: 'Call the clerk',
      dueOn: '2019-03-01',
    });
    expect(task.status).toBe(201);
    expect(task.json).toMatchObject({ title: 'Call the clerk', dueOn: '2019-03-01', ownerId: rep.personId });
    expect((await rep.post(`/api/v1/tasks/${task.json.id}/completion`)).status).toBe(201);
    expect((await rep.post(`/api/v1/tasks/${task.json.id}/completion`)).status).toBe(201);
    const done = await app.sql(`select from domain_event where type = 'task.done' and subject_id = $1`, [
      task.json.id,
    ]);
    expect(done).toHaveLength(1);
  });

  it('shows a department’s people their own pitch and what is shared, nothing else', async () => {
    const own = await buildPitch(app);
    const other = await buildPitch(app);
    for (const [kind, subject] of [
      ['call', 'Shared call'],
      ['note', 'Private thought'],
    ]) {
      await own.rep.post(`/api/v1/pitches/${own.id}/activities`, { kind, subject });
      await other.rep.post(`/api/v1/pitches/${other.id}/activities`, { kind, subject });
    }
    await own.rep.post(`/api/v1/pitches/${own.id}/tasks`, { title: 'Ask the chief' });

    const pio = await app.as({ role: 'pio', departmentId: own.departmentId });
    for (const path of [
      'pitches',
      `pitches/${own.id}`,
      'pitch-board',
      'departments',
      `departments/${other.departmentId}`,
    ]) {
      expect((await pio.get(`/api/v1/${path}`)).status).toBe(403);
    }

    const actor: DepartmentActor = {
      side: 'department',
      departmentId: own.departmentId,
      personId: pio.personId,
      membershipId: pio.personId,
      name: 'Officer Reyes',
      role: 'pio',
      groups: [],
      via: 'token',
      scopes: null,
    };
    const work = app.get(UnitOfWork);
    await work.read(actor, async (tx) => {
      const pitches = await app.get(PitchesQueries).list(tx, { limit: 50 });
      expect(pitches.data.map((pitch) => pitch.id)).toEqual([own.id]);
      const detail = await app.get(PitchesQueries).detail(tx, own.id);
      expect(detail.activities.map((activity) => activity.subject)).toEqual(['Shared call']);
      expect(detail.offer).not.toBeNull();
      await expect(app.get(PitchesQueries).detail(tx, other.id)).rejects.toMatchObject({ kind: 'not_found' });
      expect(await app.get(DepartmentsQueries).facts(tx, other.departmentId)).toBeUndefined();
      expect((await app.get(DepartmentsQueries).facts(tx, own.departmentId))?.id).toBe(own.departmentId);
    });
    await expect(work.read(actor, (tx) => tx.query('select * from task'))).rejects.toThrow(
      /permission denied/,
    );
    await expect(work.read(actor, (tx) => tx.query('select devices_promised from pitch'))).rejects.toThrow(
      /permission denied/,
    );
    const events = await work.read(actor, (tx) =>
      tx.query<{ summary: string }>('select summary from domain_event'),
    );
    expect(events.map((event) => event.summary)).not.toContain('Note: Private thought');
  });
});
