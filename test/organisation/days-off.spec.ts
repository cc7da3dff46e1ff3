import { nameOrganisation } from '../mail/mail-kit.js';
import { buildDraft, buildReviewers, pendingReview, type Reviewers } from '../factories/draft.js';
import { type BuiltPitch, buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const HOLIDAYS = '/api/v1/organisation/holidays';
// The Friday before Memorial Day, 10:00 in Chicago.
const FRIDAY = '2019-05-24T15:00:00Z';

describe('the days on which the office is closed', () => {
  let app: TestApp;
  let admin: TestClient;
  let page: TestClient;
  let reviewers: Reviewers;
  let pitch: BuiltPitch;

  beforeAll(async () => {
    app = await startTestApp({ now: FRIDAY });
    await nameOrganisation(app);
    admin = await app.as('admin');
    page = await app.signedIn('admin');
    reviewers = await buildReviewers(app);
    pitch = await buildPitch(app);
    await pitch.rep.patch(`/api/v1/departments/${pitch.departmentId}`, { timeZone: 'America/Chicago' });
  });
  beforeEach(() => admin.put(HOLIDAYS, { days: [] }));
  afterAll(() => app.close());

  /** The day on which a step that comes every business day is due after today's is done. */
  async function nextStep(): Promise<string> {
    const path = `/api/v1/pitches/${pitch.id}/tasks`;
    const repeat = { every: 1, unit: 'business_day' };
    const { json } = await pitch.rep.post(path, { title: 'Call', dueOn: '2019-05-24', repeat });
    const { nextId } = (await pitch.rep.post(`/api/v1/tasks/${json.id}/completion`)).json;
    const [task] = await app.sql<{ dueOn: string }>(
      `select due_on::text as "dueOn" from task where id = $1`,
      [nextId],
    );
    return task!.dueOn;
  }

  /** When the review of a draft that its officer submits now is due. */
  async function reviewDue(): Promise<string> {
    const draft = await buildDraft(app);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    return (await pendingReview(reviewers.first, draft.draftId, 'communications')).dueAt;
  }

  const changes = () =>
    app.sql<{ payload: { days: unknown[] }; summary: string }>(
      `select payload, summary from domain_event where type = 'organisation.holidays_changed' order by seq`,
    );

  it('are federal holidays by rule: steps and reviews count over Memorial Day', async () => {
    expect(await nextStep()).toBe('2019-05-28');
    expect(await reviewDue()).toBe('2019-05-29T22:00:00.000Z');
    const { federal } = (await admin.get(HOLIDAYS)).json;
    expect(federal).toContainEqual({ day: '2019-05-27', name: 'Memorial Day' });
    expect(federal.map(({ day }: { day: string }) => day.slice(0, 4))).toEqual([
      ...Array.from({ length: 10 }, () => '2019'),
      ...Array.from({ length: 10 }, () => '2020'),
    ]);
  });

  it('are what the organisation says: a federal one struck, an own one added, for the department’s people too', async () => {
    const days = [
      { day: '2019-05-27', off: false },
      { day: '2019-05-28', name: 'Founders’ day', off: true },
    ];
    const said = await admin.put(HOLIDAYS, { days });
    expect([said.status, said.json.days]).toEqual([
      200,
      [
        { day: '2019-05-27', name: 'Memorial Day', off: false },
        { day: '2019-05-28', name: 'Founders’ day', off: true },
      ],
    ]);
    expect(await nextStep()).toBe('2019-05-27');
    expect(await reviewDue()).toBe('2019-05-29T22:00:00.000Z');
    await admin.put(HOLIDAYS, { days: days.slice(0, 1) });
    expect(await reviewDue()).toBe('2019-05-28T22:00:00.000Z');
  });

  it('let no follow-up out, also when they were named after it was planned', async () => {
    const steps = [{ templateId: 'pitch-mail-follow-up', waitDays: 1 }];
    const sequence = await pitch.rep.post('/api/v1/sequences', { name: 'After a first mail', steps });
    const contact = await pitch.rep.post(`/api/v1/departments/${pitch.departmentId}/contacts`, {
      name: 'Ruth Alder',
      role: 'chief',
      email: 'chief@alder.example',
    });
    const begun = await pitch.rep.post(`/api/v1/pitches/${pitch.id}/enrolments`, {
      sequenceId: sequence.json.id,
      contactId: contact.json.id,
    });
    // Friday, one business day, over Memorial Day.
    expect(begun.json.nextAt).toBe('2019-05-28T15:00:00.000Z');
    await admin.put(HOLIDAYS, { days: [{ day: '2019-05-28', name: 'Founders’ day', off: true }] });
    const at = async (iso: string) => {
      app.clock.set(iso);
      await app.runScheduled('sequences.send');
      const { json } = await pitch.rep.get(`/api/v1/enrolments/${begun.json.id}`);
      return { sent: json.sent.length, nextAt: json.nextAt };
    };
    const opening = '2019-05-29T14:00:00.000Z';
    expect(await at('2019-05-28T15:00:00Z')).toEqual({ sent: 0, nextAt: opening });
    expect(await at(opening)).toEqual({ sent: 1, nextAt: null });
    app.clock.set(FRIDAY);
  });

  it('are refused day by day when they make no sense, and then nothing changes', async () => {
    const before = await changes();
    const refused = await admin.put(HOLIDAYS, {
      days: [
        { day: '2019-02-30', name: 'No day', off: true },
        { day: '2019-05-27', name: 'Memorial Day', off: true },
        { day: '2019-05-28', off: false },
        { day: '2019-05-29', name: ' ', off: true },
        { day: '2019-05-29', name: 'Twice', off: true },
        { day: '1815-06-18', name: 'Too long ago', off: true },
      ],
    });
    expect([refused.status, refused.json.code]).toEqual([422, 'holidays_invalid']);
    expect(refused.json.errors.map(({ field }: { field: string }) => field)).toEqual([
      'days.0.day',
      'days.1.day',
      'days.2.day',
      'days.3.name',
      'days.4.day',
      'days.5.day',
    ]);
    expect((await admin.put(HOLIDAYS, { days: [{ day: '2019-05-29', off: 'yes' }] })).status).toBe(400);
    expect((await admin.get(HOLIDAYS)).json.days).toEqual([]);
    expect(await changes()).toEqual(before);
  });

  it('are kept on a page with plain forms, and each change is on the record once', async () => {
    const before = (await changes()).length;
    const shown = await page.get('/settings/holidays');
    expect(shown.text).toContain('Monday, 27 May');
    const added = { day: '2019-07-05', name: 'Bridge day' };
    const posted = await page.form('/settings/holidays', added);
    expect([posted.status, posted.headers.get('location')]).toEqual([303, '/settings/holidays']);
    expect((await page.form('/settings/holidays', added)).status).toBe(303);
    expect((await page.form('/settings/holidays/2019-05-27/opening', {})).status).toBe(303);
    expect((await page.get('/settings/holidays')).text).toMatch(/Bridge day[^]*your own/);
    expect((await admin.get(HOLIDAYS)).json.days).toEqual([
      { day: '2019-05-27', name: 'Memorial Day', off: false },
      { day: '2019-07-05', name: 'Bridge day', off: true },
    ]);
    await page.form('/settings/holidays/2019-05-27/removal', {});
    await page.form('/settings/holidays/2019-07-05/removal', {});
    await page.form('/settings/holidays/2019-07-05/removal', {});
    expect((await admin.get(HOLIDAYS)).json.days).toEqual([]);
    const made = (await changes()).slice(before);
    expect(made.map(({ summary }) => summary)).toEqual([
      'Closed on 2019-07-05: Bridge day',
      'Open on 2019-05-27, Memorial Day',
      'Nothing is said of 2019-05-27 (Memorial Day) any more',
      'Nothing is said of 2019-07-05 (Bridge day) any more',
    ]);
  });

  it('come back to the form as they were typed when they are refused', async () => {
    const nameless = await page.form('/settings/holidays', { day: '2019-07-05', name: '' });
    expect(nameless.status).toBe(422);
    expect(nameless.text).toContain('Say what the day is');
    expect(nameless.text).toContain('value="2019-07-05"');
    const closed = await page.form('/settings/holidays', { day: '2019-07-04', name: 'Fourth' });
    expect([closed.status, closed.text.includes('closed on this day as it is')]).toEqual([422, true]);
    const open = await page.form('/settings/holidays/2019-07-05/opening', {});
    expect([open.status, open.text.includes('No federal holiday')]).toEqual([422, true]);
  });

  it('are read by everybody of the vendor and changed by an admin', async () => {
    expect((await pitch.rep.get(HOLIDAYS)).status).toBe(200);
    expect((await pitch.rep.put(HOLIDAYS, { days: [] })).status).toBe(403);
    const rep = await app.signedIn('rep');
    const shown = await rep.get('/settings/holidays');
    expect([shown.status, shown.text.includes('Stay open')]).toEqual([200, false]);
  });
});
