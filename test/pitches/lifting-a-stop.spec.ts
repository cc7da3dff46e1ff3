import { StopLink } from '../../src/pitches/sequences/stop-link.js';
import { type BuiltPitch, buildPitch } from '../factories/pitch.js';
import { nameOrganisation } from '../mail/mail-kit.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const ASKED = 'Chief Alder asked by phone\non Tuesday';

describe('a department’s stop of follow-ups', () => {
  let app: TestApp;
  let page: TestClient;
  let sequenceId: string;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-26T16:20:00Z' });
    await nameOrganisation(app);
    page = await app.signedIn('rep');
    const rep = await app.as('rep');
    const steps = [{ templateId: 'pitch-mail-follow-up', waitDays: 2 }];
    sequenceId = (await rep.post('/api/v1/sequences', { name: 'After a first mail', steps })).json.id;
  });
  afterAll(() => app.close());

  interface Stopped extends BuiltPitch {
    contactId: string;
    enrolmentId: string;
    link: string;
  }

  const enrol = ({ rep, id, contactId }: BuiltPitch & { contactId: string }) =>
    rep.post(`/api/v1/pitches/${id}/enrolments`, { sequenceId, contactId });

  /** A pitch whose department was followed up and pressed stop. */
  async function stopped(): Promise<Stopped> {
    const pitch = await buildPitch(app);
    const contact = await pitch.rep.post(`/api/v1/departments/${pitch.departmentId}/contacts`, {
      name: 'Ruth Alder',
      role: 'chief',
      email: `chief@${pitch.id}.example`,
    });
    const contactId = contact.json.id as string;
    const begun = await enrol({ ...pitch, contactId });
    expect(begun.status).toBe(201);
    const link = new URL(app.get(StopLink).urlFor(begun.json.id)).pathname;
    expect((await app.anyone().form(link, {})).text).toContain('No more follow-ups come');
    return { ...pitch, contactId, enrolmentId: begun.json.id, link };
  }

  const lifting = (one: Stopped) => `/api/v1/pitches/${one.id}/stop-liftings`;
  const liftings = (one: Stopped) =>
    app.sql<{ visibility: string; summary: string; departmentId: string; by: string }>(
      `select visibility, summary, department_id as "departmentId", payload ->> 'by' as by
         from domain_event where type = 'sequence.stop_lifted' and payload ->> 'pitchId' = $1`,
      [one.id],
    );
  const stateOf = async ({ rep, enrolmentId }: Stopped) =>
    (await rep.get(`/api/v1/enrolments/${enrolmentId}`)).json.state;

  it('is lifted by the department on the page it stopped at, without a sign-in, and can be said again', async () => {
    const one = await stopped();
    expect((await enrol(one)).json.code).toBe('department_stopped');
    const shown = await app.anyone().get(one.link);
    expect(shown.text).toContain(`action="${one.link}/resumption"`);
    for (let time = 0; time < 2; time++) {
      const lifted = await app.anyone().form(`${one.link}/resumption`, {});
      expect([lifted.status, lifted.headers.get('set-cookie')]).toEqual([200, null]);
      expect(lifted.text).toContain('Follow-ups may come again');
    }
    expect(await liftings(one)).toEqual([
      {
        visibility: 'shared',
        summary: 'The department lets follow-up mails come again',
        departmentId: one.departmentId,
        by: 'department',
      },
    ]);
    // What ended stays ended; a new one may begin, and the old link stops that too.
    expect(await stateOf(one)).toBe('stopped');
    const again = await enrol(one);
    expect(again.status).toBe(201);
    expect((await app.anyone().get(one.link)).text).toContain('writes to');
    expect((await app.anyone().form(one.link, {})).text).toContain('No more follow-ups come');
    expect((await one.rep.get(`/api/v1/enrolments/${again.json.id}`)).json.stopReason).toBe('by_department');
    expect((await enrol(one)).json.code).toBe('department_stopped');
    const stops = await app.sql('select from sequence_stop where pitch_id = $1', [one.id]);
    expect(stops).toHaveLength(2);
  });

  it('is lifted by a rep who says who asked for it, which the department reads', async () => {
    const one = await stopped();
    const mail = await page.get(`/pitches/${one.id}/mail`);
    expect(mail.text).toContain('They asked for mail again');
    const saved = await page.form(`/pitches/${one.id}/stop-liftings`, { note: ASKED });
    expect([saved.status, saved.headers.get('location')]).toEqual([303, `/pitches/${one.id}/mail`]);
    expect(await liftings(one)).toEqual([
      {
        visibility: 'shared',
        summary: 'Follow-up mails may come again: Chief Alder asked by phone on Tuesday',
        departmentId: one.departmentId,
        by: 'rep',
      },
    ]);
    const [stop] = await app.sql('select lifted_by, lift_note from sequence_stop where pitch_id = $1', [
      one.id,
    ]);
    expect(stop).toEqual({ lifted_by: 'rep', lift_note: 'Chief Alder asked by phone on Tuesday' });
    const timeline = await one.rep.get(`/api/v1/pitches/${one.id}/timeline?kind=mails`);
    expect(timeline.json.data[0]).toMatchObject({ type: 'sequence.stop_lifted', visibility: 'shared' });
    const pio = await app.signedIn({ role: 'pio', departmentId: one.departmentId });
    expect((await pio.get('/department-records')).text).toContain('Chief Alder asked by phone on Tuesday');
    expect(await stateOf(one)).toBe('stopped');
    expect((await enrol(one)).status).toBe(201);
  });

  it('is not lifted without a note', async () => {
    const one = await stopped();
    for (const note of ['', '  \n ']) {
      const refused = await page.form(`/pitches/${one.id}/stop-liftings`, { note });
      expect([refused.status, refused.text.includes('Say who asked for it')]).toEqual([422, true]);
    }
    expect((await one.rep.post(lifting(one), {})).status).toBe(400);
    expect((await one.rep.post(lifting(one), { note: 'x'.repeat(301) })).status).toBe(400);
    expect(await liftings(one)).toEqual([]);
    expect((await enrol(one)).json.code).toBe('department_stopped');
  });

  it('is lifted once, by whoever comes first, and where none stands nothing happens', async () => {
    const one = await stopped();
    const both = await Promise.all([1, 2].map(() => one.rep.post(lifting(one), { note: ASKED })));
    expect(both.map(({ json }) => json.lifted).sort()).toEqual([false, true]);
    expect((await app.anyone().form(`${one.link}/resumption`, {})).status).toBe(200);
    expect(await liftings(one)).toHaveLength(1);
  });

  it('is not lifted by a rep whose reach ends before it, nor by a link that was not made here', async () => {
    const one = await stopped();
    const limited = await app.as('rep');
    const [membership] = await app.sql<{ id: string }>('select id from membership where person_id = $1', [
      limited.personId,
    ]);
    const admin = await app.as('admin');
    await admin.put(`/api/v1/memberships/${membership!.id}/reach`, { reach: 'own' });
    expect((await limited.post(lifting(one), { note: ASKED })).status).toBe(404);
    const pio = await app.as({ role: 'pio', departmentId: one.departmentId });
    expect((await pio.post(lifting(one), { note: ASKED })).status).toBe(403);
    expect((await app.anyone().form(`${one.link.slice(0, -3)}abc/resumption`, {})).status).toBe(404);
    expect(await liftings(one)).toEqual([]);
    // One within reach of a rep who has one.
    const mine = await buildPitch(app, { rep: limited });
    expect((await limited.post(`/api/v1/pitches/${mine.id}/stop-liftings`, { note: ASKED })).json).toEqual({
      lifted: false,
    });
  });

  it('leaves an address that unsubscribed from mail as it is', async () => {
    const one = await stopped();
    await app.sql(
      `insert into suppression (id, address, topic, reason, created_at) values (gen_random_uuid(), $1, '*', 'unsubscribed', now())`,
      [`chief@${one.id}.example`],
    );
    expect((await one.rep.post(lifting(one), { note: ASKED })).json).toEqual({ lifted: true });
    expect((await enrol(one)).json.code).toBe('address_suppressed');
  });
});
