import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import pg from 'pg';
import { InboundMailService } from '../../src/mail/inbound/inbound-mail.service.js';
import { type BuiltPitch, buildPitch } from '../factories/pitch.js';
import { nameOrganisation } from '../mail/mail-kit.js';
import { type SmtpSink, startSmtpSink } from '../mail/smtp-sink.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { type ServerProcess, startProcess } from '../support/processes.js';
import { until } from '../support/until.js';

const KEY = 'a-test-key-of-at-least-32-characters';
// A Tuesday, 10:20 in Chicago.
const TUESDAY = '2019-02-26T16:20:00Z';

interface FollowedUp extends BuiltPitch {
  contactId: string;
  enrolmentId: string;
  address: string;
}

describe('a follow-up sequence', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let rep: TestClient;
  let sequenceId: string;
  let number = 0;

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await startTestApp({
      now: TUESDAY,
      env: { SMTP_URL: sink.url, SECRET_KEY: KEY, INBOUND_MAIL_DOMAIN: 'pitch.hallam.example' },
    });
    await nameOrganisation(app);
    rep = await app.signedIn('rep');
    const form = {
      name: 'After a first mail',
      'steps.0.templateId': 'pitch-mail-follow-up',
      'steps.0.waitDays': '2',
      'steps.1.templateId': '',
      'steps.1.waitDays': '9',
      'steps.2.templateId': 'pitch-mail-follow-up-offer',
      'steps.2.waitDays': '3',
      'steps.3.templateId': 'pitch-mail-last',
      'steps.3.waitDays': '5',
    };
    const refused = await rep.form('/sequences', { ...form, 'steps.2.waitDays': '0' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('At least one business day');
    const saved = await rep.form('/sequences', form);
    expect(saved.status).toBe(303);
    sequenceId = saved.headers.get('location')!.split('/').at(-1)!;
  });
  beforeEach(() => {
    app.clock.set(TUESDAY);
    sink.accepted.length = 0;
  });
  afterAll(async () => {
    await sink.close();
    await app.close();
  });

  async function contactOf(pitch: BuiltPitch): Promise<{ id: string; address: string }> {
    const address = `chief${++number}@alder.example`;
    const { json } = await pitch.rep.post(`/api/v1/departments/${pitch.departmentId}/contacts`, {
      name: 'Ruth Alder',
      role: 'chief',
      email: address,
    });
    return { id: json.id, address };
  }

  async function followUp(): Promise<FollowedUp> {
    const pitch = await buildPitch(app);
    await pitch.rep.patch(`/api/v1/departments/${pitch.departmentId}`, { timeZone: 'America/Chicago' });
    const { id: contactId, address } = await contactOf(pitch);
    const begun = await pitch.rep.post(`/api/v1/pitches/${pitch.id}/enrolments`, { sequenceId, contactId });
    expect([begun.status, begun.json.code]).toEqual([201, undefined]);
    return { ...pitch, contactId, address, enrolmentId: begun.json.id };
  }

  /** Runs the sender at an instant, and lets what it wrote go out. */
  async function at(iso: string): Promise<void> {
    app.clock.set(iso);
    await app.runScheduled('sequences.send');
    await app.drain();
  }

  const stateOf = async ({ rep, enrolmentId }: FollowedUp) =>
    (await rep.get(`/api/v1/enrolments/${enrolmentId}`)).json;
  const sentTo = async (address: string) => {
    const mails = await Promise.all(sink.accepted.map((raw) => simpleParser(raw)));
    return mails.filter((mail) => JSON.stringify(mail.to).includes(address));
  };

  it('sends each mail on its business day, once, as one conversation, and is done', async () => {
    const page = await buildPitch(app);
    const { id: contactId } = await contactOf(page);
    const form = await rep.get(`/pitches/${page.id}/enrolments/new?contactId=${contactId}`);
    expect(form.text).toContain('What will be sent');
    expect(form.text.match(/if nothing gets in between/g)).toHaveLength(3);

    const one = await followUp();
    expect(await stateOf(one)).toMatchObject({
      state: 'running',
      nextStep: 1,
      nextAt: '2019-02-28T16:20:00.000Z',
    });
    await at('2019-02-28T16:19:59Z');
    expect(await sentTo(one.address)).toHaveLength(0);
    await at('2019-02-28T16:20:00Z');
    await at('2019-02-28T16:21:00Z');
    await Promise.all([1, 2, 3].map(() => app.runScheduled('sequences.send')));
    expect(await sentTo(one.address)).toHaveLength(1);
    // Three business days later is a Tuesday; the worker was down until Saturday, so Monday at nine it is.
    await at('2019-03-09T18:00:00Z');
    expect(await sentTo(one.address)).toHaveLength(1);
    expect(await stateOf(one)).toMatchObject({ nextAt: '2019-03-11T14:00:00.000Z' });
    await at('2019-03-11T14:00:00Z');
    await at('2019-03-18T14:00:00Z');
    const mails = await sentTo(one.address);
    expect(mails.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Did my mail'),
      expect.stringContaining('in short'),
      expect.stringContaining('not write again'),
    ]);
    expect(mails[1]!.inReplyTo).toBe(mails[0]!.messageId);
    expect(mails[0]!.replyTo?.text).toMatch(/reply\+[a-z2-7]{32}@pitch\.hallam\.example/);
    expect(mails[1]!.text).toContain('$200');
    expect(await stateOf(one)).toMatchObject({ state: 'done', stopReason: null });
    const activities = (await one.rep.get(`/api/v1/pitches/${one.id}`)).json.activities;
    expect(activities.filter(({ kind }: { kind: string }) => kind === 'email')).toHaveLength(3);
    expect(activities[0].byName).not.toBe('Liaison');
    const [last] = (await one.rep.get(`/api/v1/pitches/${one.id}/mails`)).json.data;
    expect(last).toMatchObject({
      direction: 'out',
      state: 'sent',
      step: 3,
      sequenceName: 'After a first mail',
    });
  });

  it('ends when they answer, not when a machine does', async () => {
    const one = await followUp();
    await at('2019-02-28T16:20:00Z');
    const replyTo = (await sentTo(one.address))[0]!.replyTo!.value[0]!.address!;
    const inbound = app.get(InboundMailService);
    const found = (await inbound.mailboxAt(replyTo))!;
    const mail = (more: string) =>
      Buffer.from(`From: ${one.address}\r\nSubject: Re\r\n${more}\r\n\r\nHello\r\n`);
    await inbound.receive(mail('Auto-Submitted: auto-replied'), '', [found]);
    expect(await stateOf(one)).toMatchObject({ state: 'running' });
    await inbound.receive(mail('Message-ID: <a@alder.example>'), one.address, [found]);
    expect(await stateOf(one)).toMatchObject({ state: 'stopped', stopReason: 'answered', nextAt: null });
    await at('2019-03-20T16:20:00Z');
    expect(await sentTo(one.address)).toHaveLength(1);
  });

  it('is stopped by the department: opening the link changes nothing, the button ends it, no cookie, no sign-in', async () => {
    const one = await followUp();
    const second = await contactOf(one);
    await one.rep.post(`/api/v1/pitches/${one.id}/enrolments`, { sequenceId, contactId: second.id });
    await at('2019-02-28T16:20:00Z');
    const [mail] = await sentTo(one.address);
    const link = new URL(/http\S+\/stop-mails\/\S+/.exec(mail!.text!)![0]).pathname;
    const looked = await app.anyone().get(link);
    expect([looked.status, looked.headers.get('set-cookie')]).toEqual([200, null]);
    expect(await stateOf(one)).toMatchObject({ state: 'running' });
    for (let time = 0; time < 2; time++) {
      const stopped = await app.anyone().form(link, {});
      expect([stopped.status, stopped.headers.get('set-cookie')]).toEqual([200, null]);
      expect(stopped.text).toContain('No more follow-ups come');
    }
    expect(await stateOf(one)).toMatchObject({ state: 'stopped', stopReason: 'by_department' });
    await at('2019-03-20T16:20:00Z');
    expect([await sentTo(one.address), await sentTo(second.address)].map((mails) => mails.length)).toEqual([
      1, 1,
    ]);
    const again = await one.rep.post(`/api/v1/pitches/${one.id}/enrolments`, {
      sequenceId,
      contactId: one.contactId,
    });
    expect([again.status, again.json.code]).toEqual([422, 'department_stopped']);
    const [event] = await app.sql(
      `select visibility from domain_event where type = 'sequence.department_stopped' and payload ->> 'pitchId' = $1`,
      [one.id],
    );
    expect(event).toEqual({ visibility: 'shared' });
    expect((await app.anyone().get(`${link.slice(0, -3)}abc`)).status).toBe(404);
  });

  it('ends when the pitch moves or closes, the contact leaves, the address is suppressed, or a rep says so', async () => {
    const ends: Record<string, (one: FollowedUp) => Promise<unknown>> = {
      moved: (one) => one.rep.post(`/api/v1/pitches/${one.id}/stage-changes`, { to: 'contacted' }),
      closed: (one) =>
        one.rep.post(`/api/v1/pitches/${one.id}/stage-changes`, { to: 'dormant', reason: 'Later' }),
      contact_ended: (one) => app.sql('update contact set ended_at = now() where id = $1', [one.contactId]),
      suppressed: (one) =>
        app.sql(
          `insert into suppression (id, address, topic, reason, created_at) values (gen_random_uuid(), $1, '*', 'bounced', now())`,
          [one.address],
        ),
      by_rep: (one) => rep.form(`/enrolments/${one.enrolmentId}/stop`, {}),
    };
    for (const [reason, end] of Object.entries(ends)) {
      const one = await followUp();
      await end(one);
      await at('2019-02-28T16:20:00Z');
      expect([reason, await stateOf(one)]).toEqual([
        reason,
        expect.objectContaining({ state: 'stopped', stopReason: reason }),
      ]);
      expect(await sentTo(one.address)).toHaveLength(0);
      app.clock.set(TUESDAY);
    }
  });

  it('rests while paused, waits for a mail that has not left, and names what is missing', async () => {
    const one = await followUp();
    expect((await rep.form(`/enrolments/${one.enrolmentId}/pause`, {})).status).toBe(303);
    await at('2019-03-01T16:20:00Z');
    expect(await sentTo(one.address)).toHaveLength(0);
    expect((await one.rep.post(`/api/v1/enrolments/${one.enrolmentId}/pause`)).status).toBe(409);
    await rep.form(`/enrolments/${one.enrolmentId}/resumption`, {});
    sink.after.push({ code: 451, text: 'later' });
    await at('2019-03-01T16:21:00Z');
    await at('2019-03-06T16:21:00Z');
    expect(await stateOf(one)).toMatchObject({ nextStep: 2, waitsFor: 'mail_not_sent' });
    await app.runScheduled('mail.sweep');
    expect(await sentTo(one.address)).toHaveLength(1);
    await at('2019-03-06T17:30:00Z');
    // It left on Wednesday, so the next one follows three business days after that.
    expect(await stateOf(one)).toMatchObject({ waitsFor: null, nextAt: '2019-03-11T15:21:00.000Z' });
    const needy = await one.rep.post('/api/v1/sequences', {
      name: 'Needs words',
      steps: [{ templateId: 'pitch-mail-intro', waitDays: 0 }],
    });
    const other = await contactOf(one);
    const vague = await one.rep.post(`/api/v1/pitches/${one.id}/enrolments`, {
      sequenceId: needy.json.id,
      contactId: other.id,
    });
    expect([vague.status, vague.json.errors[0].field]).toEqual([422, 'values.why']);
    const twice = await one.rep.post(`/api/v1/pitches/${one.id}/enrolments`, {
      sequenceId,
      contactId: one.contactId,
    });
    expect([twice.status, twice.json.code]).toEqual([409, 'already_enrolled']);
  });

  it('stays within the reach of a rep who has one', async () => {
    const theirs = await followUp();
    const limited = await app.as('rep');
    const [membership] = await app.sql<{ id: string }>('select id from membership where person_id = $1', [
      limited.personId,
    ]);
    const admin = await app.as('admin');
    await admin.put(`/api/v1/memberships/${membership!.id}/reach`, { reach: 'own' });
    const mine = await buildPitch(app, { rep: limited });
    const { id: contactId } = await contactOf(mine);
    const sent = await limited.post(`/api/v1/pitches/${mine.id}/mails`, {
      contactId,
      values: { why: 'Residents asked.' },
    });
    const begun = await limited.post(`/api/v1/pitches/${mine.id}/enrolments`, { sequenceId, contactId });
    const moved = await limited.post(`/api/v1/pitches/${mine.id}/stage-changes`, { to: 'contacted' });
    expect([sent.status, begun.status, moved.status]).toEqual([201, 201, 201]);
    expect((await limited.get(`/api/v1/enrolments/${begun.json.id}`)).json.stopReason).toBe('moved');
    for (const path of [
      `enrolments/${theirs.enrolmentId}`,
      `pitches/${theirs.id}/enrolments`,
      `pitches/${theirs.id}/mails`,
    ])
      expect([path, (await limited.get(`/api/v1/${path}`)).status]).toEqual([path, 404]);
    expect((await limited.post(`/api/v1/enrolments/${theirs.enrolmentId}/stop`)).status).toBe(404);
  });

  it('loses and doubles nothing when its worker is killed', async () => {
    const all: FollowedUp[] = [];
    // One after another, so that they come due in this order.
    for (let made = 0; made < 5; made++) all.push(await followUp());
    const folder = mkdtempSync(path.join(tmpdir(), 'liaison-sequences-'));
    const clock = path.join(folder, 'clock');
    writeFileSync(clock, '2019-02-28T16:20:30Z');
    const worker = (): Promise<ServerProcess> =>
      startProcess({
        ROLE: 'worker',
        DATABASE_URL: app.databaseUrl,
        DATA_DIR: folder,
        SECRET_KEY: KEY,
        SMTP_URL: sink.url,
        CLOCK_FILE: clock,
      });
    const ids = all.map(({ enrolmentId }) => enrolmentId);
    const count = async (): Promise<number> =>
      (await app.sql('select from sequence_send where enrolment_id = any ($1)', [ids])).length;
    // It sends until it comes to a pitch that somebody holds, and dies in the middle of that one.
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from pitch where id = $1 for update', [all[2]!.id]);
    const killed = await worker();
    await until('the worker to come to the pitch that is held', async () => (await count()) === 2);
    await killed.kill();
    await holder.query('rollback');
    await holder.end();
    app.clock.set('2019-02-28T16:21:30Z');
    await until('the others', async () => {
      await app.runScheduled('sequences.send');
      return (await count()) === all.length;
    });
    const steps = await app.sql<{ steps: number; mails: number }>(
      `select (select count(*)::int from sequence_send s where s.enrolment_id = e.id) as steps,
              (select count(*)::int from email_message m where m.idempotency_key like 'sequence/' || e.id || '/%') as mails
         from sequence_enrolment e where e.id = any ($1)`,
      [ids],
    );
    expect(steps).toEqual(all.map(() => ({ steps: 1, mails: 1 })));
    rmSync(folder, { recursive: true, force: true });
  });
});
