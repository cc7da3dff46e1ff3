import type { Plot } from '../../src/demo/desk.js';
import * as devices from '../../src/demo/story/devices.js';
import { sign } from '../../src/demo/story/signing.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { HttpDesk } from '../support/http-desk.js';

/** A desk whose clock stays where it is: the story is typed in from paper, long after it happened. */
class LateDesk extends HttpDesk {
  override async at(): Promise<void> {
    await this.settle();
  }
}

describe('a partnership entered years later', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2026-11-23T15:00:00Z' });
  });
  afterAll(() => app.close());

  it('takes its business dates as they were, counts the same, and mails no reminder for what is past', async () => {
    const rep = await app.as('rep');
    await rep.post('/api/v1/departments', {
      ori: 'KS0190100',
      name: 'Pittsburg Police Department',
      kind: 'municipal_police',
      county: 'Crawford',
      state: 'KS',
    });
    const desk = new LateDesk(app);
    await desk.enter(await desk.departmentId('KS0190100'));
    const plot = {} as Plot;
    await sign(desk, plot);
    await devices.activate(desk, plot);
    await devices.firstDevice(desk, plot);
    await devices.deliverFirstDevice(desk, plot);
    const announced = await rep.post(`/api/v1/partnerships/${plot.partnershipId}/announcement`, {
      announcedOn: '2019-04-22',
    });
    expect(announced.status).toBe(201);
    await devices.installsBeforeAnnouncement(desk);
    await devices.lateInstall(desk);
    await devices.may(desk, plot);
    await devices.june(desk);
    await devices.theNextOne(desk);
    await devices.summerDevices(desk, plot);
    const { json } = await rep.get(`/api/v1/partnerships/${plot.partnershipId}/progress`);
    expect(json).toMatchObject({
      qualifying: 80,
      earned: 4,
      issued: 4,
      valueCents: 60_000,
      undisclosedDays: 41,
    });
    for (const name of ['reminders.plan', 'reminders.send']) await app.runScheduled(name);
    await app.drain();
    expect(await app.sql(`select 1 from reminder where state = 'sent'`)).toEqual([]);
    const future = await rep.post(`/api/v1/partnerships/${plot.partnershipId}/end`, {
      endedOn: '2026-11-25',
      reason: 'too soon',
    });
    expect(future.json.code).toBe('date_in_future');
    await app.runScheduled('partnerships.end-due');
    expect((await rep.get(`/api/v1/partnerships/${plot.partnershipId}`)).json).toMatchObject({
      state: 'ended',
      endedOn: '2020-02-28',
    });
  });
});
