import { newId } from '../../src/platform/id.js';
import { type BuiltPitch, buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

describe('a mail from a template', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({
      now: '2018-12-10T15:00:00Z',
      env: { INBOUND_MAIL_DOMAIN: 'pitch.hallam.example' },
    });
  });
  afterAll(() => app.close());

  it('states the offer, stands in the mail log, and is a shared activity', async () => {
    const { id, departmentId, rep } = await buildPitch(app);
    const contact = await rep.post(`/api/v1/departments/${departmentId}/contacts`, {
      name: 'Ruth Alder',
      title: 'Chief',
      role: 'chief',
      email: 'chief@alder.example',
    });
    const values = {
      why: 'Several neighborhoods in Alder Falls already use the app.',
      repName: 'Sam Okafor',
    };
    const sent = await rep.post(`/api/v1/pitches/${id}/mails`, { contactId: contact.json.id, values });
    expect(sent.status).toBe(201);
    const { json } = await rep.get(`/api/v1/pitches/${id}`);
    const [activity] = json.activities;
    expect(activity).toMatchObject({
      kind: 'email',
      visibility: 'shared',
      emailMessageId: sent.json.emailMessageId,
    });
    expect(activity.body).toContain('Dear Chief Ruth Alder');
    expect(activity.body).toContain('$200');
    expect(activity.body).toContain('Sam Okafor');
    const mails = await app.sql(`select topic, to_address from email_message where id = $1`, [
      sent.json.emailMessageId,
    ]);
    expect(mails).toEqual([{ topic: 'pitch', to_address: 'chief@alder.example' }]);
  });

  it('is refused while something is missing, and nothing is kept', async () => {
    const { id, departmentId, rep } = await buildPitch(app);
    const silent = await rep.post(`/api/v1/departments/${departmentId}/contacts`, {
      name: 'No Address',
      role: 'other',
    });
    const nobody = await rep.post(`/api/v1/pitches/${id}/mails`, { contactId: silent.json.id });
    expect([nobody.status, nobody.json.code]).toEqual([422, 'unknown_contact']);
    const { json: chief } = await rep.post(`/api/v1/departments/${departmentId}/contacts`, {
      name: 'Ruth Alder',
      role: 'chief',
      email: 'chief2@alder.example',
    });
    const vague = await rep.post(`/api/v1/pitches/${id}/mails`, { contactId: chief.id });
    expect([vague.status, vague.json.code]).toEqual([422, 'mail_incomplete']);
    expect(vague.json.errors[0].field).toBe('values.why');
    const other = await rep.post(`/api/v1/pitches/${id}/mails`, {
      contactId: chief.id,
      templateId: 'sms-reply',
    });
    expect([other.status, other.json.code]).toEqual([422, 'unknown_template']);
    expect(await app.sql(`select from activity where pitch_id = $1`, [id])).toHaveLength(0);
  });

  describe('as a page', () => {
    let rep: TestClient;
    let pitch: BuiltPitch;
    let contactId: string;

    beforeAll(async () => {
      rep = await app.signedIn({ role: 'rep', name: 'Sam Okafor' });
      pitch = await buildPitch(app);
      const contact = await pitch.rep.post(`/api/v1/departments/${pitch.departmentId}/contacts`, {
        name: 'Ruth <b>Alder</b>',
        title: 'Chief',
        role: 'chief',
        email: 'ruth@alder.example',
      });
      contactId = contact.json.id;
    });

    it('names what is missing before anything is sent, and shows the mail as it will read', async () => {
      const empty = await rep.get(`/pitches/${pitch.id}/mail/new`);
      expect(empty.status).toBe(200);
      expect(empty.text).toContain('1 to complete');
      expect(empty.text).toContain('Why you write to them');
      expect(empty.text).toContain('Dear Chief Ruth &lt;b&gt;Alder&lt;/b&gt;,');
      const fields = {
        contactId,
        'values.why': 'Because <i>residents</i> asked.',
        'body.closing': 'Call me.',
      };
      const shown = await rep.form(`/pitches/${pitch.id}/mail/preview`, fields);
      expect(shown.status).toBe(200);
      expect(shown.text).toContain('Because &lt;i&gt;residents&lt;/i&gt; asked.');
      expect(shown.text).toContain('<p>Call me.</p>');
      expect(shown.text).not.toContain('to complete');
      const without = await rep.form(`/pitches/${pitch.id}/mail/preview`, { ...fields, 'body.closing': '' });
      expect(without.text).not.toContain('<p>May I call you');
      expect(
        await app.sql('select from email_message where to_address = $1', ['ruth@alder.example']),
      ).toEqual([]);
    });

    it('is refused with the form as it was typed, or sent once however often it is posted', async () => {
      const refused = await rep.form(`/pitches/${pitch.id}/mail`, { contactId, 'body.closing': 'Call me.' });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('Call me.');
      expect(refused.text).toContain('Fill this in.');
      const fields = {
        contactId,
        key: newId(),
        'values.why': 'Residents asked.',
        'body.closing': 'Call me.',
      };
      for (let time = 0; time < 2; time++) {
        const sent = await rep.form(`/pitches/${pitch.id}/mail`, fields);
        expect([sent.status, sent.headers.get('location')]).toEqual([303, `/pitches/${pitch.id}/mail`]);
      }
      const changed = await rep.form(`/pitches/${pitch.id}/mail`, { ...fields, 'body.closing': 'Write me.' });
      expect(changed.status).toBe(303);
      const list = await rep.get(`/pitches/${pitch.id}/mail`);
      expect(list.text.match(/<b>Alder<\/b>/g)).toBeNull();
      expect(list.text.match(/class="rows-title"/g)).toHaveLength(2);
      const { json } = await pitch.rep.get(`/api/v1/pitches/${pitch.id}/mails`);
      const held = { direction: 'out', state: 'held', address: 'ruth@alder.example' };
      expect(json.data).toMatchObject([held, held]);
      const [row] = await app.sql<{ raw: Buffer }>('select raw from email_message where id = $1', [
        json.data[0].id,
      ]);
      expect(row?.raw.toString()).toMatch(
        /Reply-To: Sam Okafor\s+<reply\+[a-z2-7]{32}@pitch\.hallam\.example>/,
      );
      const activities = await app.sql('select from activity where pitch_id = $1', [pitch.id]);
      expect(activities).toHaveLength(2);
    });

    it('tells a suppressed address before, and refuses it after', async () => {
      await app.sql(
        `insert into suppression (id, address, topic, reason, created_at) values ($1, 'ruth@alder.example', 'pitch', 'unsubscribed', now())`,
        [newId()],
      );
      const form = await rep.get(`/pitches/${pitch.id}/mail/new`);
      expect(form.text).toContain('This mail cannot be sent.');
      expect(form.text).toContain('asked for no more mails');
      const values = { why: 'Residents asked.' };
      const sent = await pitch.rep.post(`/api/v1/pitches/${pitch.id}/mails`, { contactId, values });
      expect([sent.status, sent.json.code]).toEqual([422, 'address_suppressed']);
    });

    it('shows nothing of it to those who may not, or of pitches that are not there', async () => {
      const reviewer = await app.signedIn('reviewer');
      expect((await reviewer.get(`/pitches/${pitch.id}/mail`)).text.includes('/mail/new')).toBe(false);
      expect((await reviewer.get(`/pitches/${pitch.id}/mail/new`)).status).toBe(403);
      const pio = await app.signedIn({ role: 'pio', departmentId: pitch.departmentId });
      expect((await pio.get(`/pitches/${pitch.id}/mail`)).status).toBe(403);
      expect((await rep.get(`/pitches/${newId()}/mail`)).status).toBe(404);
    });
  });
});
