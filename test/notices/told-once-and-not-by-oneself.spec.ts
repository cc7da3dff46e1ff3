import { DeliveryService } from '../../src/platform/events/delivery.service.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { EmailSettled } from '../../src/mail/mail.events.js';
import { buildDraft, buildReviewers } from '../factories/draft.js';
import { buildPitch } from '../factories/pitch.js';
import { buildPartnership } from '../factories/partnership.js';
import { nameOrganisation } from '../mail/mail-kit.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

interface Notice {
  id: string;
  kind: string;
  summary: string;
  path: string;
  readAt: string | null;
}

let app: TestApp;
let draft: Awaited<ReturnType<typeof buildDraft>>;
let reviewers: Awaited<ReturnType<typeof buildReviewers>>;
let stranger: TestClient;

const noticesOf = async (who: TestClient, query = ''): Promise<Notice[]> =>
  (await who.get(`/api/v1/notices${query}`)).json.data;
const kindsOf = async (who: TestClient): Promise<string[]> => (await noticesOf(who)).map(({ kind }) => kind);

beforeAll(async () => {
  app = await startTestApp({ now: '2019-04-01T15:00:00Z' });
  await nameOrganisation(app);
  reviewers = await buildReviewers(app);
  draft = await buildDraft(app);
  const other = await buildPartnership(app);
  stranger = await app.as({ role: 'pio', departmentId: other.departmentId });
  await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
  await app.drain();
});
afterAll(() => app.close());

describe('what happened', () => {
  it('is told to those it concerns, and not to who did it', async () => {
    expect(await kindsOf(draft.pio)).toEqual([]);
    expect(await kindsOf(draft.rep)).toContain('draft.submitted');
    expect(await kindsOf(reviewers.first)).toEqual(['review.requested']);
    expect(await kindsOf(stranger)).toEqual([]);
  });

  it('is told once, however often it is delivered', async () => {
    const before = await noticesOf(draft.rep);
    const events = await app.sql<{ id: string }>(
      `update event_delivery set state = 'pending' where listener = 'notices.tell' returning event_id id`,
    );
    for (const { id } of events)
      for (let again = 0; again < 2; again++) await app.get(DeliveryService).deliver(id, 'notices.tell');
    expect(await noticesOf(draft.rep)).toEqual(before);
  });

  it('is never told of by oneself: the same act of somebody else is', async () => {
    const { rep, id } = await buildPitch(app);
    const colleague = await app.as('rep');
    const act = async (as: TestClient): Promise<string[]> => {
      const before = (await kindsOf(rep)).length;
      const task = { title: 'Call the chief', dueOn: '2019-04-03', ownerId: rep.personId };
      const posted = { postedOn: '2019-04-01' };
      expect((await as.post(`/api/v1/pitches/${id}/tasks`, task)).status).toBe(201);
      await app.drain();
      expect(
        (await as.post(`/api/v1/partnerships/${draft.partnershipId}/outreach-posts`, posted)).status,
      ).toBe(201);
      await app.drain();
      const all = await kindsOf(rep);
      return all.slice(0, all.length - before);
    };
    await app.sql('update pitch set owner_id = $1 where department_id = $2', [
      rep.personId,
      draft.departmentId,
    ]);
    expect(await act(rep)).toEqual([]);
    expect(await act(colleague)).toEqual(['outreach.posted', 'task.assigned']);
    await app.sql('update pitch set owner_id = $1 where department_id = $2', [
      draft.rep.personId,
      draft.departmentId,
    ]);
  });

  it('keeps another department’s, and the vendor’s own, from a department by the database', async () => {
    const [event] = await app.sql<{ id: string }>(
      `select id from domain_event where visibility = 'vendor' and department_id = $1 limit 1`,
      [draft.departmentId],
    );
    const plant = (personId: string, departmentId: string, eventId: string) =>
      app.sql(
        `insert into notice (id, person_id, department_id, event_id, kind, way, summary, path, created_at)
         values (gen_random_uuid(), $1, $2, $3, 'reward.offered', 'page', 'Planted', '/gifts', now())`,
        [personId, departmentId, eventId],
      );
    await plant(draft.pio.personId, draft.departmentId, event!.id);
    await plant(stranger.personId, draft.departmentId, event!.id);
    expect(await kindsOf(draft.pio)).toEqual([]);
    expect(await kindsOf(stranger)).toEqual([]);
    await app.sql(`delete from notice where summary = 'Planted'`);
  });

  it('is told of a mail that came back, but not of one that arrived, nor of a notice’s own', async () => {
    const settled = (state: 'bounced' | 'sent', topic: string) =>
      app.get(UnitOfWork).run(SYSTEM, (tx) =>
        tx.record(
          EmailSettled(
            { emailId: draft.draftId, topic, state },
            {
              departmentId: draft.departmentId,
              visibility: 'vendor',
              subject: { type: 'email', id: draft.draftId },
              summary: `Settled ${state} ${topic}`,
            },
          ),
        ),
      );
    await settled('sent', 'reminders');
    await settled('bounced', 'notices');
    await settled('bounced', 'reminders');
    const trouble = (await noticesOf(draft.rep)).filter(({ kind }) => kind === 'mail.trouble');
    expect(trouble.map(({ summary }) => summary)).toEqual(['Settled bounced reminders']);
  });
});

describe('the page of notices', () => {
  it('counts the unread, opens one by a button, and a GET marks nothing', async () => {
    const rep = await app.signedIn({ role: 'rep', email: 'desk@people.example' });
    await app.sql('update notice set person_id = $2 where person_id = $1', [
      draft.rep.personId,
      rep.personId,
    ]);
    const all = (await rep.get('/api/v1/notices')).json.data as Notice[];
    expect(all.length).toBeGreaterThan(1);
    const page = await rep.get('/notices');
    expect([page.status, page.text.includes(`${all.length} unread notices`)]).toEqual([200, true]);
    await rep.get('/notices?unread=true');
    expect(((await rep.get('/api/v1/notices?unread=true')).json.data as Notice[]).length).toBe(all.length);
    const opened = await rep.form(`/notices/${all[0]!.id}/opening`, {});
    expect([opened.status, opened.headers.get('location')]).toEqual([303, all[0]!.path]);
    expect(((await rep.get('/api/v1/notices?unread=true')).json.data as Notice[]).length).toBe(
      all.length - 1,
    );
    const someone = await app.signedIn('rep');
    expect((await someone.form(`/notices/${all[1]!.id}/opening`, {})).status).toBe(404);
    expect((await rep.form('/notices/reading', {})).status).toBe(303);
    expect((await rep.get('/notices')).text).toContain('Notices, nothing unread');
    const limited = (await rep.get('/api/v1/notices?limit=1')).json;
    expect([limited.data.length, limited.nextCursor === null]).toEqual([1, false]);
    const next = (await rep.get(`/api/v1/notices?limit=1&cursor=${limited.nextCursor}`)).json;
    expect(next.data[0].id).not.toBe(limited.data[0].id);
  });

  it('offers a role what can concern it, and refuses the rest', async () => {
    const pio = await app.signedIn({ role: 'pio', departmentId: draft.departmentId });
    const page = await pio.get('/notices/choices');
    expect([page.status, page.text.includes('A device is on its way')]).toEqual([200, true]);
    expect(page.text).not.toContain('Stock fell low');
    const saved = await pio.form('/notices/choices', { 'way:reward.shipped': 'digest', hour: '6' });
    expect(saved.status).toBe(303);
    expect((await pio.get('/api/v1/notice-choices')).json).toMatchObject({ hour: 6 });
    expect((await pio.form('/notices/choices', { 'way:stock.low': 'page' })).status).toBe(422);
    expect((await pio.form('/notices/choices', { 'way:reward.offered': 'mail' })).status).toBe(422);
    expect((await pio.form('/notices/choices', { hour: '24' })).status).toBe(422);
  });
});

describe('mail about notices', () => {
  const mailed = (topic: string) =>
    app.sql<{ to: string; key: string; text: string }>(
      `select to_address "to", idempotency_key "key", text_body "text" from email_message where topic = $1 order by created_at`,
      [topic],
    );

  it('comes at once to who chose so, and once a day to who chose that, at their hour', async () => {
    const other = await buildDraft(app);
    await other.rep.put('/api/v1/notice-choices', { choices: { 'draft.submitted': 'mail' } });
    await other.pio.post(`/api/v1/drafts/${other.draftId}/submission`);
    await app.drain();
    expect((await mailed('notices')).filter(({ key }) => key.includes(other.rep.personId))).toHaveLength(1);

    await other.rep.put('/api/v1/notice-choices', { choices: { 'draft.submitted': 'digest' }, hour: 9 });
    const { data } = (await other.pio.get('/api/v1/drafts')).json;
    const second = data.find(({ kind }: { kind: string }) => kind === 'social_post');
    await other.pio.post(`/api/v1/drafts/${second.id}/submission`);
    await app.drain();
    const own = async () =>
      (await mailed('notice-digest')).filter(({ key }) => key.includes(other.rep.personId));
    // Chicago, an hour before and at the hour; then again, by the same day and the next.
    app.clock.set('2019-04-02T13:59:00Z');
    await app.runScheduled('notices.digest');
    expect(await own()).toEqual([]);
    app.clock.set('2019-04-02T14:00:00Z');
    await app.runScheduled('notices.digest');
    await app.runScheduled('notices.digest');
    const [digest, ...more] = await own();
    expect(more).toEqual([]);
    expect(digest!.key).toBe(`notice-digest:${other.rep.personId}:2019-04-02`);
    expect(digest!.text).toContain('A text was submitted by the other side');
    app.clock.set('2019-04-03T14:00:00Z');
    await app.runScheduled('notices.digest');
    expect(await own()).toHaveLength(1);
  });
});

describe('notices that have done their work', () => {
  const planted = () =>
    app.sql<{ summary: string; count: number }>(
      `select summary, count(*)::int as count from notice where summary like 'Planted%' group by 1 order by 1`,
    );
  const plant = (words: string, many: number, createdAt: string, readAt: string | null) =>
    app.sql(
      `insert into notice (id, person_id, event_id, kind, way, summary, path, created_at, read_at)
       select gen_random_uuid(), p.id, e.id, 'task.assigned', 'page', $1, '/tasks', $3, $4
         from person p cross join domain_event e
        where not exists (select from notice n where n.person_id = p.id and n.event_id = e.id) limit $2`,
      [words, many, createdAt, readAt],
    );

  it('are put away 90 days after they were read, and after a year when nobody did', async () => {
    app.clock.set('2019-04-03T15:00:00Z');
    await plant('Planted, read long ago', 1_100, '2018-12-01T15:00:00Z', '2019-01-03T14:59:00Z');
    await plant('Planted, read lately', 3, '2018-03-01T15:00:00Z', '2019-01-03T15:01:00Z');
    await plant('Planted, never read', 3, '2018-04-03T14:59:00Z', null);
    await plant('Planted, unread', 3, '2018-04-03T15:01:00Z', null);
    await app.runScheduled('notices.sweep');
    expect(await planted()).toEqual([
      { summary: 'Planted, read lately', count: 3 },
      { summary: 'Planted, unread', count: 3 },
    ]);
  });

  it('do not come back when their event is delivered again', async () => {
    const [one] = await noticesOf(reviewers.first);
    const [row] = await app.sql<{ eventId: string }>('select event_id "eventId" from notice where id = $1', [
      one!.id,
    ]);
    await reviewers.first.post(`/api/v1/notices/${one!.id}/reading`, {});
    app.clock.set('2019-07-03T15:00:00Z');
    await app.runScheduled('notices.sweep');
    await app.sql(
      `update event_delivery set state = 'pending' where listener = 'notices.tell' and event_id = $1`,
      [row!.eventId],
    );
    await app.get(DeliveryService).deliver(row!.eventId, 'notices.tell');
    expect((await noticesOf(reviewers.first)).filter(({ summary }) => summary === one!.summary)).toEqual([]);
  });
});
