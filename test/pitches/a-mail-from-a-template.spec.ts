import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('a mail from a template', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: '2018-12-10T15:00:00Z' });
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
});
