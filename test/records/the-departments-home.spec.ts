import { buildDepartment } from '../factories/department.js';
import { type BuiltPartnership, buildPartnership, someEvents } from '../factories/partnership.js';
import { type TestApp, startTestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('the home of a department', () => {
  let app: TestApp;
  let partnership: BuiltPartnership;
  let pio: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-28T18:00:00Z' });
    const department = await buildDepartment(app, { giftPolicy: { acceptor: 'council' } });
    pio = await app.signedIn({ role: 'pio', departmentId: department.id });
  }, 60_000);
  afterAll(() => app.close());

  it('says what is coming while there is no partnership', async () => {
    const answer = await pio.get('/');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Nothing here yet');
  });

  it('gives link, keyword and code as soon as there are any', async () => {
    partnership = await buildPartnership(app);
    pio = await app.signedIn({ role: 'pio', departmentId: partnership.departmentId });
    const { text } = await pio.get('/');
    expect(text).toContain('Your link starts soon');
    expect(text).toContain(partnership.keyword);
    expect(text).toContain(`/r/${partnership.alias}/qr.svg`);
  });

  it('counts toward the next device and names the gift that waits', async () => {
    app.clock.set('2019-03-12T18:00:00Z');
    await partnership.rep.post(`/api/v1/partnerships/${partnership.id}/activation`, {
      activeOn: '2019-03-12',
    });
    app.clock.set('2019-04-01T18:00:00Z');
    pio = await app.signedIn({ role: 'pio', departmentId: partnership.departmentId }); // the old session is too old by now
    const events = someEvents(33, partnership.alias);
    expect((await partnership.rep.post('/api/v1/downloads', { events })).status).toBe(202);
    await app.drain();
    const text = (await pio.get('/')).text.replace(/\s+/g, ' ');
    expect(text).toContain('<b>13</b> of 20 to your second device');
    expect(text).toContain('aria-label="13 of 20"');
    expect(text).toContain('33 downloads counted since 12 Mar 2019. 1 device earned, $200 in all.');
    expect(text).toContain('Device 1 waits for your answer');
    expect(text).toContain('with a resolution number');
    expect(text).toContain('badge badge-warn">1<');
  });

  it('takes "We posted it" with one press', async () => {
    expect((await pio.form('/department-reminders/posts', { postedOn: '2019-04-01' })).status).toBe(303);
    expect((await pio.get('/')).text).toContain('Post of April 2019');
  });

  it('opens every page of its navigation, without a word of another department', async () => {
    const other = await buildPartnership(app);
    for (const path of [
      '/',
      '/write',
      '/status',
      '/gifts',
      '/department-records',
      '/department-reminders',
      '/account',
    ]) {
      const answer = await pio.get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.text.includes(other.department.name)).toBe(false);
    }
  });
});
