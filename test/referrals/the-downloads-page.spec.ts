import { buildPartnership, someEvents } from '../factories/partnership.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('the downloads page', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
  });
  afterAll(() => app.close());

  it('shows what was decided, and lets a rep assign what nobody’s code claims', async () => {
    const p = await buildPartnership(app, { activeOn: '2019-03-12' });
    await p.rep.post('/api/v1/downloads', {
      events: [...someEvents(55, p.alias), ...someEvents(1, 'a-stray-one')],
    });
    const rep = await app.signedIn('rep');
    const all = await rep.get(`/downloads?partnershipId=${p.id}`);
    expect(all.status).toBe(200);
    expect(all.text).toContain('rel="next"');
    const quarantine = await rep.get('/downloads?disposition=unknown_code');
    const path = /\/downloads\/[0-9a-f-]{36}\/assignment/.exec(quarantine.text)?.[0] ?? 'none';
    const refused = await rep.form(path, { alias: 'still-nobody' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('No department holds this link');
    const done = await rep.form(path, { alias: p.alias });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/downloads?disposition=unknown_code']);
    const externalId = /name="externalId" value="([^"]+)"/.exec(all.text)?.[1] ?? 'none';
    const report = { externalId, reason: 'fraud', back: `/downloads?partnershipId=${p.id}` };
    const provider = /name="provider" value="([^"]+)"/.exec(all.text)?.[1] ?? 'none';
    const reversed = await rep.form('/downloads/reversals', { ...report, provider });
    expect([reversed.status, reversed.headers.get('location')]).toEqual([303, report.back]);
    const noted = await rep.get('/downloads?disposition=fraud');
    expect(noted.text).not.toContain('No download matches');
    const progress = await rep.get(`/partnerships/${p.id}/progress`);
    expect(progress.text).toContain('to the third device');
    expect(progress.text).not.toMatch(/ style=/);
  });
});
