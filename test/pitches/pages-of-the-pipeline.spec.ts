import { buildDepartment } from '../factories/department.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('pages of the pipeline', () => {
  let app: TestApp;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-20T15:00:00Z' });
    rep = await app.signedIn('rep');
  });
  afterAll(() => app.close());

  const location = (answer: { headers: Headers }) => answer.headers.get('location') ?? '';

  it('begins with an empty board that offers the first step', async () => {
    const { status, text } = await rep.get('/board');
    expect(status).toBe(200);
    expect(text).toContain('Open the first pitch');
  });

  it('finds a department, opens a pitch and shows it', async () => {
    const department = await buildDepartment(app, { name: 'Gannet Cove Police Department', state: 'OR' });
    const found = await rep.get('/pitches/new?q=gannet+cove');
    expect(found.text).toContain(`/pitches/new?departmentId=${department.id}`);
    const opened = await rep.form('/pitches', {
      departmentId: department.id,
      ownerId: rep.personId,
      openedOn: '',
      'offer.downloadsPerDevice': '20',
      'offer.deviceSku': 'HD2',
      'offer.deviceFmvCents': '20000',
      'offer.deviceDiscountPercent': '15',
      'offer.recipient': 'department',
    });
    expect(opened.status).toBe(303);
    const page = await rep.get(location(opened));
    expect(page.status).toBe(200);
    expect(page.text).toContain('Gannet Cove Police Department');
    expect(page.text).toContain('$200');
    const board = await rep.get('/board');
    expect(board.text).toContain('Gannet Cove Police Department');
    expect((await rep.get('/board?state=TX')).text).not.toContain('Gannet Cove');
  });

  it('shows a refused offer again with the reason', async () => {
    const department = await buildDepartment(app);
    const refused = await rep.form('/pitches', {
      departmentId: department.id,
      'offer.downloadsPerDevice': '20',
      'offer.deviceSku': 'HD2',
      'offer.deviceFmvCents': '5000',
      'offer.recipient': 'an officer',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Incentives go to departments, never to a person');
  });

  it('moves, logs and plans by forms, and shows what was refused', async () => {
    const { id } = await buildPitch(app);
    const moved = await rep.form(`/pitches/${id}/stage-changes`, {
      to: 'contacted',
      expectedStage: 'prospect',
      back: '/board',
    });
    expect([moved.status, location(moved)]).toEqual([303, '/board']);
    const stale = await rep.form(`/pitches/${id}/stage-changes`, {
      to: 'pitched',
      expectedStage: 'prospect',
    });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('moved this pitch to contacted in the meantime');
    const silent = await rep.form(`/pitches/${id}/stage-changes`, { to: 'declined', reason: '' });
    expect(silent.status).toBe(422);

    const logged = await rep.form(`/pitches/${id}/activities`, {
      kind: 'call',
      subject: 'Asked for the terms',
      occurredOn: '2019-02-19',
      visibility: 'shared',
      body: '',
    });
    expect(logged.status).toBe(303);
    const task = await rep.form(`/pitches/${id}/tasks`, {
      title: 'Send the agreement',
      dueOn: '2019-02-25',
      ownerId: '',
    });
    expect(task.status).toBe(303);
    const page = await rep.get(`/pitches/${id}`);
    expect(page.text).toContain('Asked for the terms');
    expect(page.text).toContain('Send the agreement');
    const taskId = /tasks\/([0-9a-f-]{36})\/completion/.exec(page.text)?.[1];
    expect((await rep.form(`/pitches/${id}/tasks/${taskId}/completion`, {})).status).toBe(303);
    expect((await rep.get(`/pitches/${id}`)).text).not.toContain(`tasks/${taskId}/completion`);
  });

  it('answers 404 for a pitch there is none of', async () => {
    expect((await rep.get('/pitches/nothing')).status).toBe(404);
  });
});
