import ICAL from 'ical.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { buildDepartment } from '../factories/department.js';
import { buildPartnership } from '../factories/partnership.js';
import { buildPitch, OFFER } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const PDF = Buffer.from('%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');

describe('the diary of a pitch, and what comes next', () => {
  let app: TestApp;
  let rep: TestClient;
  let colleague: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-20T15:00:00Z' });
    rep = await app.as('rep');
    colleague = await app.as({ role: 'reviewer', email: 'mona.ilves@people.example', name: 'Mona Ilves' });
  });
  beforeEach(() => app.clock.set('2019-02-20T15:00:00Z'));
  afterAll(() => app.close());

  const summaries = (answer: { json: { data: { summary: string }[] } }) =>
    answer.json.data.map((entry) => entry.summary);

  describe('the timeline', () => {
    it('holds everything in the order of its days, in pages, narrowed by kind', async () => {
      const { id } = await buildPitch(app, { rep, fields: { openedOn: '2019-01-07' } });
      await rep.post(`/api/v1/pitches/${id}/stage-changes`, { to: 'contacted', occurredOn: '2019-01-20' });
      await rep.post(`/api/v1/pitches/${id}/activities`, {
        kind: 'call',
        subject: 'First call',
        occurredOn: '2019-01-10',
      });
      await rep.post(`/api/v1/pitches/${id}/activities`, { kind: 'note', body: 'They prefer mornings.' });
      const task = await rep.post(`/api/v1/pitches/${id}/tasks`, { title: 'Call again' });
      await rep.post(`/api/v1/tasks/${task.json.id}/completion`);
      await rep.post(`/api/v1/pitches/${id}/offers`, { ...OFFER, downloadsPerDevice: 15 });

      const all = await rep.get(`/api/v1/pitches/${id}/timeline`);
      expect(summaries(all)).toEqual([
        'Offer: 15 % device discount, one $200 device per 15 downloads',
        'Done: Call again',
        'Task: Call again',
        'Note: They prefer mornings.',
        'Pitch moved to contacted',
        'Call: First call',
        'Offer: 15 % device discount, one $200 device per 20 downloads',
        'Pitch opened',
      ]);
      expect(all.json.data[3]).toMatchObject({ visibility: 'vendor', activity: { kind: 'note' } });

      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const path: string = `/api/v1/pitches/${id}/timeline?limit=3${cursor && `&cursor=${cursor}`}`;
        const page = await rep.get(path);
        seen.push(...summaries(page));
        cursor = page.json.nextCursor;
      }
      expect(seen).toEqual(summaries(all));
      for (const [kind, count] of [
        ['calls', 1],
        ['notes', 1],
        ['stages', 2],
        ['offers', 2],
        ['tasks', 2],
        ['mails', 0],
        ['documents', 0],
      ] as const) {
        expect((await rep.get(`/api/v1/pitches/${id}/timeline?kind=${kind}`)).json.data).toHaveLength(count);
      }
      expect((await rep.get(`/api/v1/pitches/${id}/timeline?kind=gossip`)).status).toBe(400);
    });

    it('comes in pages that join at the foot of the last, and each entry opens', async () => {
      const { id } = await buildPitch(app, { rep });
      for (let day = 1; day <= 28; day++) {
        await rep.post(`/api/v1/pitches/${id}/activities`, { kind: 'call', subject: `Call ${day}` });
      }
      const person = await app.signedIn('rep');
      const page = await person.get(`/pitches/${id}`);
      expect(page.text).toContain('Call: Call 28');
      expect(page.text).not.toContain('Call: Call 1<');
      const [, frame, href] =
        /<turbo-frame id="(timeline-[\w-]+)"[^>]*>.*?href="([^"]+)"/s.exec(page.text) ?? [];
      const next = await person
        .with({ 'turbo-frame': frame ?? '' })
        .get((href ?? '').replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
      expect(next.text).toContain(`<turbo-frame id="${frame}"`);
      expect(next.text).toContain('Call: Call 1<');
      expect(next.text).not.toContain('<html');
      const entry = /href="(\/pitches\/[^"]+\/activities\/[^"]+)"/.exec(page.text)?.[1] ?? '';
      expect((await person.get(entry)).text).toContain('shared with the department');
    });
  });

  describe('an entry', () => {
    it('calls upon colleagues by name, and waits for them until they have seen it', async () => {
      const { id } = await buildPitch(app, { rep });
      const note = await rep.post(`/api/v1/pitches/${id}/activities`, {
        kind: 'note',
        body: '@Mona Ilves could you look at their policy? @nobody else. mona@ilves.example',
      });
      const rows = await app.sql(
        `select person_id as "personId", seen_at as "seenAt" from activity_mention where activity_id = $1`,
        [note.json.id],
      );
      expect(rows).toEqual([{ personId: colleague.personId, seenAt: null }]);
      const mona = await app.signedIn({ role: 'reviewer', email: 'mona.ilves@people.example' });
      expect((await mona.get('/')).text).toContain('called upon you');
      const page = `/pitches/${id}/activities/${note.json.id}`;
      expect((await mona.get(page)).text).toContain('Seen');
      expect((await mona.form(`${page}/acknowledgement`, {})).status).toBe(303);
      expect((await mona.get('/')).text).not.toContain('called upon you');
    });

    it('carries files: kept whole, typed by their bytes, given to whoever may read the entry', async () => {
      const { id, departmentId } = await buildPitch(app, { rep });
      const person = await app.signedIn('rep');
      const form = (visibility: string, name: string, bytes: Buffer) => {
        const fields = new FormData();
        for (const [key, value] of Object.entries({ kind: 'note', body: name, visibility }))
          fields.set(key, value);
        fields.append('files', new Blob([new Uint8Array(bytes)], { type: 'text/html' }), name);
        return person.send('POST', `/pitches/${id}/activities`, {}, fields);
      };
      expect((await form('shared', 'policy.html', PDF)).status).toBe(303);
      expect((await form('vendor', 'ours.html', Buffer.from('<script>alert(1)</script>'))).status).toBe(303);
      const { json } = await rep.get(`/api/v1/pitches/${id}/timeline?kind=documents`);
      const [ours, shared] = json.data.map((row: { files: unknown[] }) => row.files[0]);
      expect(shared).toMatchObject({ mediaType: 'application/pdf', size: PDF.length });
      expect(ours.mediaType).toBe('text/plain');
      expect((await person.get(`/pitches/${id}`)).text).toContain(shared.sha256);

      const pio = await app.as({ role: 'pio', departmentId });
      const stranger = await app.as({ role: 'pio', departmentId: (await buildDepartment(app)).id });
      const got = await pio.get(`/activity-files/${shared.id}`);
      expect([got.status, got.headers.get('content-disposition')]).toEqual([
        200,
        "attachment; filename*=UTF-8''policy.html",
      ]);
      expect(got.headers.get('content-type')).toBe('application/pdf');
      expect((await pio.get(`/activity-files/${ours.id}`)).status).toBe(404);
      expect((await stranger.get(`/activity-files/${shared.id}`)).status).toBe(404);
      expect((await app.anyone().get(`/activity-files/${shared.id}`)).status).toBe(401);

      const large = await form('vendor', 'large.bin', Buffer.alloc(5 * 1_048_576 + 1));
      expect([large.status, /At most 5 MB/.test(large.text)]).toEqual([422, true]);
      expect(large.text).toContain('large.bin');
    });
  });

  describe('a step that comes again', () => {
    it('makes its next one in the transaction that does it, once, until the pitch closes', async () => {
      const { id } = await buildPitch(app, { rep });
      const add = (fields: object) =>
        rep.post(`/api/v1/pitches/${id}/tasks`, { title: 'Ask again', ...fields });
      expect((await add({ repeat: { every: 1, unit: 'week' } })).json.code).toBe('due_needed');
      const first = await add({ dueOn: '2019-02-15', repeat: { every: 1, unit: 'week' } });
      expect(first.json.repeat).toEqual({ every: 1, unit: 'week' });

      const done = await rep.post(`/api/v1/tasks/${first.json.id}/completion`);
      const next = await rep.get(`/api/v1/tasks/${done.json.nextId}`);
      expect(next.json).toMatchObject({ title: 'Ask again', dueOn: '2019-02-22', doneAt: null });

      await rep.post(`/api/v1/tasks/${first.json.id}/reopening`);
      expect((await rep.post(`/api/v1/tasks/${first.json.id}/completion`)).json.nextId).toBeNull();

      const both = await Promise.all([1, 2].map(() => rep.post(`/api/v1/tasks/${next.json.id}/completion`)));
      const made = both.map(({ json }) => json.nextId).filter(Boolean);
      expect(made).toHaveLength(1);

      await rep.post(`/api/v1/pitches/${id}/stage-changes`, { to: 'dormant', reasonCode: 'no_answer' });
      expect((await rep.post(`/api/v1/tasks/${made[0]}/completion`)).json.nextId).toBeNull();
    });

    it('is put off without moving the series, and takes no day the office is closed', async () => {
      const { id } = await buildPitch(app, { rep });
      const task = await rep.post(`/api/v1/pitches/${id}/tasks`, {
        title: 'Monthly',
        dueOn: '2019-01-31',
        repeat: { every: 1, unit: 'month' },
      });
      const path = `/api/v1/tasks/${task.json.id}`;
      expect((await rep.post(`${path}/snooze`, { until: '2019-02-21' })).json.dueOn).toBe('2019-02-21');
      expect((await rep.post(`${path}/snooze`, { until: '2019-02-30' })).json.code).toBe('date_invalid');
      const { nextId } = (await rep.post(`${path}/completion`)).json;
      expect((await rep.get(`/api/v1/tasks/${nextId}`)).json.dueOn).toBe('2019-02-28');
      expect((await rep.post(`${path}/snooze`, { until: '2019-03-01' })).json.code).toBe('task_done');
    });

    it('stands on the page of tasks by its day, and is done there', async () => {
      const person = await app.signedIn({ role: 'rep', email: 'own.tasks@people.example' });
      const { id } = await buildPitch(app, { rep: person });
      expect((await person.get(`/pitches/${id}`)).text).toContain('Nothing planned');
      for (const [title, dueOn] of [
        ['Late', '2019-02-18'],
        ['Now', '2019-02-20'],
        ['Soon', '2019-02-25'],
        ['Later on', '2019-04-01'],
        ['Sometime', undefined],
      ])
        await person.post(`/api/v1/pitches/${id}/tasks`, { title, dueOn });
      const page = await person.get('/tasks');
      const at = (words: string) => page.text.indexOf(words);
      const order = [
        'Overdue',
        'Late',
        'Today',
        'Now',
        'next seven days',
        'Soon',
        'Later on',
        'Any time',
        'Sometime',
      ];
      const places = order
        .map((words) => page.text.indexOf(`>${words}<`, at('Open tasks')))
        .filter((n) => n >= 0);
      expect([...places].sort((a, b) => a - b)).toEqual(places);
      expect(page.text).not.toContain('Ask again');
      const listed: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const path: string = `/api/v1/tasks?limit=2${cursor && `&cursor=${cursor}`}`;
        const { json } = await person.get(path);
        listed.push(...json.data.map((task: { title: string }) => task.title));
        cursor = json.nextCursor;
      }
      expect(listed).toEqual(['Late', 'Now', 'Soon', 'Later on', 'Sometime']);
      const taskId = /\/tasks\/([0-9a-f-]{36})\/completion/.exec(page.text)?.[1];
      const done = await person.form(`/tasks/${taskId}/completion`, { back: '/tasks?scope=own' });
      expect(done.headers.get('location')).toBe('/tasks?scope=own');
      expect((await person.get('/tasks')).text).not.toContain('>Late<');
      expect((await person.get(`/tasks/${taskId}`)).text).toContain('Done: Late');
      expect((await person.get(`/pitches/${id}`)).text).not.toContain('Nothing planned');
    });
  });

  describe('the calendar', () => {
    it('is read at an address shown once, changes with the tasks, and ends', async () => {
      const email = 'calendar@people.example';
      const person = await app.signedIn({ role: 'rep', email });
      const api = await app.as({ role: 'rep', email });
      const { id, department } = await buildPitch(app, { rep: api });
      const task = await api.post(`/api/v1/pitches/${id}/tasks`, {
        title: 'Call, then write; ask for “Ann”',
        note: 'Bring\nthe terms',
        dueOn: '2019-02-25',
      });
      await rep.post(`/api/v1/pitches/${(await buildPitch(app, { rep })).id}/tasks`, {
        title: 'Not theirs',
        dueOn: '2019-02-25',
      });
      const made = await person.form('/account/calendar', {});
      const [, path = ''] = /https?:\/\/[^/<]+(\/calendar\/[\w-]+\.ics)/.exec(made.text) ?? [];
      expect((await person.get('/account/calendar')).text).not.toContain(path);
      const kept = await app.sql<{ hash: string }>('select token_hash as hash from calendar_feed');
      expect(kept.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash) && !path.includes(hash))).toBe(true);

      const read = async (headers: Record<string, string> = {}) => app.anyone().with(headers).get(path);
      const first = await read();
      expect(first.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      const events = (ics: string) =>
        new ICAL.Component(ICAL.parse(ics) as unknown[])
          .getAllSubcomponents('vevent')
          .map((event) => new ICAL.Event(event));
      const [entry, ...rest] = events(first.text);
      expect(rest).toEqual([]);
      expect(entry).toMatchObject({ uid: task.json.id, sequence: 0 });
      expect(entry?.summary).toContain('Call, then write; ask for “Ann”');
      expect(entry?.summary).toContain(department.name);
      expect(entry?.startDate.toString()).toBe('2019-02-25');

      const etag = first.headers.get('etag') ?? '';
      expect((await read({ 'if-none-match': etag })).status).toBe(304);
      app.clock.set('2019-02-21T09:00:00Z');
      await api.post(`/api/v1/tasks/${task.json.id}/snooze`, { until: '2019-03-04' });
      const later = await read({ 'if-none-match': etag });
      expect(later.status).toBe(200);
      expect(events(later.text)[0]).toMatchObject({ uid: task.json.id, sequence: 1 });
      expect(events(later.text)[0]?.startDate.toString()).toBe('2019-03-04');

      await app.sql(`update rate_limit set hits = 120 where key like 'calendar/%'`);
      expect((await read()).status).toBe(429);
      app.clock.set('2019-02-21T11:00:00Z');
      expect((await app.anyone().get(`/calendar/${'x'.repeat(43)}.ics`)).status).toBe(404);
      expect((await app.anyone().get('/calendar/anything')).status).toBe(404);
      await app.sql(`update person set disabled_at = now() where email = $1`, [email]);
      expect((await read()).status).toBe(404);
      await app.sql(`update person set disabled_at = null where email = $1`, [email]);

      const renewed = await person.form('/account/calendar', {});
      expect(renewed.text).not.toContain(path);
      expect((await read()).status).toBe(404);
      const [, second = ''] = /https?:\/\/[^/<]+(\/calendar\/[\w-]+\.ics)/.exec(renewed.text) ?? [];
      expect((await app.anyone().get(second)).status).toBe(200);
      expect((await person.form('/account/calendar/end', {})).status).toBe(303);
      expect((await app.anyone().get(second)).status).toBe(404);
    });
  });

  describe('offers and ends', () => {
    it('refuses an incentive for a person, changes nothing, and keeps that it was tried', async () => {
      const { id, departmentId } = await buildPitch(app, { rep });
      const offer = { ...OFFER, recipient: 'Sgt. Secretname' };
      const keyed = rep.with({ 'idempotency-key': 'personal-1' });
      for (let tries = 0; tries < 2; tries++) {
        const refused = await keyed.post(`/api/v1/pitches/${id}/offers`, offer);
        expect([refused.status, refused.json.code]).toEqual([422, 'personal_incentive']);
      }
      const opened = await rep.post('/api/v1/pitches', { departmentId, offer });
      expect(opened.json.code).toBe('personal_incentive');
      const timeline = await rep.get(`/api/v1/pitches/${id}/timeline?kind=offers`);
      expect(timeline.json.data.map((row: { type: string }) => row.type)).toEqual([
        'pitch.offer_refused',
        'pitch.offer_refused',
        'pitch.offer_refused',
        'pitch.offer_made',
      ]);
      expect(JSON.stringify(timeline.json)).not.toContain('Secretname');
      expect((await rep.get(`/api/v1/pitches/${id}/offers`)).json.data).toHaveLength(1);
      const trail = await rep.get(
        `/api/v1/audit-events?type=pitch.offer_refused&departmentId=${departmentId}`,
      );
      expect(trail.json.data).toHaveLength(3);
      const fresh = await buildDepartment(app);
      await rep.post('/api/v1/pitches', { departmentId: fresh.id, offer });
      const [event] = await app.sql<{ n: number; pitches: number }>(
        `select (select count(*)::int from domain_event where department_id = $1 and type = 'pitch.offer_refused') n,
                (select count(*)::int from pitch where department_id = $1) pitches`,
        [fresh.id],
      );
      expect(event).toEqual({ n: 1, pitches: 0 });
    });

    it('says what each offer changed, and takes dollars from people and cents from programs', async () => {
      const { id } = await buildPitch(app, { rep });
      const person = await app.signedIn('rep');
      const fields = {
        'offer.downloadsPerDevice': '15',
        'offer.deviceSku': 'HD2',
        'offer.deviceFmvDollars': '$1,249.50',
        'offer.deviceDiscountPercent': '15',
        'offer.recipient': 'department',
        'offer.note': 'They asked for fewer',
      };
      const unread = await person.form(`/pitches/${id}/offers`, {
        ...fields,
        'offer.deviceFmvDollars': 'some',
      });
      expect([unread.status, unread.text.includes('Write an amount in dollars')]).toEqual([422, true]);
      expect((await person.form(`/pitches/${id}/offers`, fields)).status).toBe(303);
      const { json } = await rep.get(`/api/v1/pitches/${id}/offers`);
      expect(json.data[0]).toMatchObject({
        number: 2,
        deviceFmvCents: 124_950,
        note: 'They asked for fewer',
        changes: ['downloads per device from 20 to 15', 'value from $200 to $1249.50'],
      });
      expect((await person.get(`/pitches/${id}`)).text).toContain('downloads per device from 20 to 15');
    });

    it('ends for a reason that can be counted', async () => {
      const { id } = await buildPitch(app, { rep });
      const move = (body: object) => rep.post(`/api/v1/pitches/${id}/stage-changes`, body);
      expect((await move({ to: 'declined' })).json.code).toBe('reason_required');
      expect((await move({ to: 'declined', reasonCode: 'no_answer' })).json.code).toBe('reason_unfit');
      await move({ to: 'declined', reasonCode: 'gift_policy', reason: 'Ordinance 12' });
      expect((await rep.get(`/api/v1/pitches/${id}`)).json).toMatchObject({
        closeReasonCode: 'gift_policy',
        closeReason: 'Ordinance 12',
      });
      await move({ to: 'prospect' });
      await move({ to: 'dormant', reason: 'The chief retired' });
      const words = await rep.get(`/api/v1/pitches/${id}`);
      expect(words.json).toMatchObject({ closeReasonCode: 'other', closeReason: 'The chief retired' });
      expect(words.json.stages.map((stay: { reasonCode: string }) => stay.reasonCode)).toEqual([
        null,
        'gift_policy',
        null,
        'other',
      ]);
    });

    it('takes the ordinance and the council item on the page, and the green light finds it', async () => {
      const person = await app.signedIn('rep');
      const { id } = await buildPitch(app, { rep, stage: 'legal_review' });
      const ordinance = await person.form(`/pitches/${id}/oversight-ordinance`, { name: 'CCOPS 2018' });
      expect(ordinance.status).toBe(303);
      const green = () => rep.post(`/api/v1/pitches/${id}/stage-changes`, { to: 'green_lit' });
      expect((await green()).json.code).toBe('council_item_required');
      const future = await person.form(`/pitches/${id}/council-item`, { number: '19-7', date: '2019-03-01' });
      expect(future.status).toBe(422);
      const item = await person.form(`/pitches/${id}/council-item`, { number: '19-7', date: '2019-02-12' });
      expect(item.status).toBe(303);
      const page = await person.get(`/pitches/${id}`);
      expect(page.text).toContain('CCOPS 2018');
      expect(page.text).toContain('19-7');
      expect((await green()).status).toBe(201);
    });
  });

  it('counts who asked whom how often, for both sides of it', async () => {
    const { id, departmentId } = await buildPitch(app, { rep });
    const contact = await rep.post(`/api/v1/departments/${departmentId}/contacts`, {
      name: 'Chief Ortega',
      role: 'chief',
    });
    const log = (fields: object) =>
      rep.post(`/api/v1/pitches/${id}/activities`, { contactId: contact.json.id, ...fields });
    await log({ kind: 'call', occurredOn: '2019-01-15' });
    await log({ kind: 'call', occurredOn: '2019-02-01' });
    await log({ kind: 'call', occurredOn: '2019-02-02' });
    await log({ kind: 'meeting', occurredOn: '2019-02-03', visibility: 'vendor' });
    await log({ kind: 'call', occurredOn: '2019-02-04', direction: 'in' });
    await log({ kind: 'note', occurredOn: '2019-02-05', visibility: 'shared' });
    const path = `/api/v1/departments/${departmentId}/pressure-log`;
    const ours = await rep.get(path);
    expect(
      ours.json.data.map((month: { month: string; count: number }) => [month.month, month.count]),
    ).toEqual([
      ['2019-02', 3],
      ['2019-01', 1],
    ]);
    expect(ours.json.data[0].contacts[0]).toMatchObject({
      name: 'Chief Ortega',
      by: [
        { kind: 'call', count: 2, vendorOnly: 0 },
        { kind: 'meeting', count: 1, vendorOnly: 1 },
      ],
    });
    const first = await rep.get(`${path}?limit=1`);
    const second = await rep.get(`${path}?limit=1&cursor=${first.json.nextCursor}`);
    expect(second.json).toMatchObject({ data: [{ month: '2019-01' }], nextCursor: null });

    const partner = await buildPartnership(app, { signedOn: '2019-02-20' });
    await app.sql(
      `insert into reminder (id, partnership_id, department_id, period, kind, due_at, due_on, state, sent_at, created_at)
       values (gen_random_uuid(), $1, $2, '2019-01', 'monthly', '2019-01-12T16:00:00Z', '2019-01-12', 'sent', '2019-02-01T03:00:00Z', '2019-01-12')`,
      [partner.id, partner.departmentId],
    );
    const reminded = await rep.get(`/api/v1/departments/${partner.departmentId}/pressure-log`);
    // In the evening of the 31st of January, where the department is.
    expect(reminded.json.data).toMatchObject([
      {
        month: '2019-01',
        contacts: [{ contactId: null, by: [{ name: 'Liaison', kind: 'reminder', count: 1 }] }],
      },
    ]);

    const pio = await app.signedIn({ role: 'pio', departmentId });
    const theirs = await pio.get(path);
    expect(theirs.json.data[0]).toMatchObject({ month: '2019-02', count: 2 });
    expect((await pio.get('/pressure-log')).text).toContain('Chief Ortega');
    const other = await app.as({ role: 'pio', departmentId: (await buildDepartment(app)).id });
    expect((await other.get(path)).status).toBe(404);
    expect((await rep.get(`/departments/${departmentId}/pressure-log`)).status).toBe(200);
  });

  it('ends where the reach of a rep ends', async () => {
    const { id } = await buildPitch(app, { rep });
    const limited = await app.as({ role: 'rep', email: 'limited@people.example' });
    const note = await rep.post(`/api/v1/pitches/${id}/activities`, {
      kind: 'note',
      body: 'Ours alone',
      files: [{ fileName: 'a.pdf', contentBase64: PDF.toString('base64') }],
    });
    const [file] = await app.sql<{ id: string }>('select id from activity_file where activity_id = $1', [
      note.json.id,
    ]);
    const paths = [`/api/v1/pitches/${id}/timeline`, `/activity-files/${file?.id}`];
    for (const path of paths) expect((await limited.get(path)).status).toBe(200);
    await app.sql(`update membership set reach = 'own' where person_id = $1`, [limited.personId]);
    for (const path of paths) expect((await limited.get(path)).status).toBe(404);
  });

  it('hides from the database’s own door what is the vendor’s', async () => {
    const { departmentId } = await buildPitch(app, { rep });
    const actor = {
      side: 'department' as const,
      departmentId,
      personId: rep.personId,
      membershipId: rep.personId,
      name: 'Officer Reyes',
      role: 'pio' as const,
      groups: [],
      via: 'token' as const,
      scopes: null,
    };
    const work = app.get(UnitOfWork);
    for (const table of ['activity_mention', 'calendar_feed', 'task']) {
      await expect(work.read(actor, (tx) => tx.query(`select * from ${table}`))).rejects.toThrow(
        /permission denied/,
      );
    }
  });
});
