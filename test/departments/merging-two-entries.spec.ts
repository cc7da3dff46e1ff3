import { Verifier } from '../../src/platform/verify/verify-check.js';
import { type BuiltDepartment, buildDepartment } from '../factories/department.js';
import { type BuiltPartnership, buildPartnership, someEvents } from '../factories/partnership.js';
import { buildPitch, OFFER } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

/** What a merge must leave as it was, row by row. */
const KEPT = [
  'department',
  'department_slug',
  'contact',
  'pitch',
  'pitch_stage',
  'offer',
  'partnership',
  'agreement',
  'terms_version',
  'referral_alias',
  'referral_keyword',
  'membership',
  'reminder_schedule',
];

describe('merging two entries of one department', () => {
  let app: TestApp;
  let rep: TestClient;
  let page: TestClient;
  /** Stays; has an ORI, a contact and a lost pitch. */
  let stays: BuiltDepartment;
  /** Is merged; has another ORI and a running partnership. */
  let merged: BuiltDepartment;
  let partnership: BuiltPartnership;
  let third: BuiltDepartment;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-06-03T15:00:00Z' });
    rep = await app.as('rep');
    page = await app.signedIn('rep');
    stays = await buildDepartment(app, { name: 'Cedar Bluff Police Department', ori: 'KS0190100' });
    merged = await buildDepartment(app, { name: 'Cedar Bluff PD', ori: 'KS0190199' });
    third = await buildDepartment(app, { name: 'Dunmore Police Department' });
    await buildPitch(app, { department: stays, stage: 'declined' });
    await rep.post(`/api/v1/departments/${stays.id}/contacts`, {
      name: 'Ada Brook',
      role: 'pio',
      email: 'ada@brook.example',
    });
    partnership = await buildPartnership(app, { department: merged, activeOn: '2019-03-12' });
    await rep.post(`/api/v1/partnerships/${partnership.id}/announcement`, { announcedOn: '2019-04-22' });
    await rep.post('/api/v1/downloads', { events: someEvents(3, partnership.alias) });
    await app.drain();
  }, 60_000);
  afterAll(() => app.close());

  const merge = (id: string, intoId: string) => rep.post(`/api/v1/departments/${id}/merge`, { intoId });
  const undo = (id: string) => rep.post(`/api/v1/departments/${id}/merge-reversal`);
  /** The merged department’s own rows. */
  const checksums = async (): Promise<Record<string, string>> => {
    const sums: Record<string, string> = {};
    for (const table of KEPT) {
      const key = table === 'department' ? 'id' : 'department_id';
      const [row] = await app.sql<{ sum: string }>(
        `select md5(string_agg(t::text, '|' order by t::text)) as sum from ${table} t where ${key} = $1`,
        [merged.id],
      );
      sums[table] = row?.sum ?? '';
    }
    return sums;
  };

  it('shows both side by side first, found by name', async () => {
    const found = await page.get(`/departments/${merged.id}/merge`);
    expect(found.text).toContain(`/departments/${merged.id}/merge?intoId=${stays.id}`);
    const compared = await page.get(`/departments/${merged.id}/merge?intoId=${stays.id}`);
    expect(compared.text).toContain('KS0190100');
    expect(compared.text).toContain('KS0190199');
    expect(compared.text).toContain('one not ended');
    expect(compared.text).toContain('Stays: Cedar Bluff Police Department');
  });

  it('refuses what cannot be one, and says what to do', async () => {
    expect((await merge(stays.id, stays.id)).json.code).toBe('merge_into_itself');
    const [a, b] = [await buildPitch(app), await buildPitch(app)];
    const both = await merge(a.departmentId, b.departmentId);
    expect([both.status, both.json.code]).toEqual([409, 'both_have_open_pitch']);
    const second = await buildPartnership(app);
    const two = await merge(second.departmentId, merged.id);
    expect([two.status, two.json.code]).toEqual([409, 'both_have_partnership']);
    expect(two.json.detail).toContain('End one of the two');
    expect((await undo(stays.id)).json.code).toBe('not_merged');
    expect((await merge(stays.id, '01a206d0-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await (await app.as('reviewer')).post(`/api/v1/departments/${stays.id}/merge`, {})).status).toBe(
      403,
    );
    const refused = await page.form(`/departments/${a.departmentId}/merge`, { intoId: b.departmentId });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Both have an open pitch');
  });

  describe('once merged', () => {
    let before: Record<string, string>;
    let officer: TestClient;
    let colleague: TestClient;
    let stranger: TestClient;

    beforeAll(async () => {
      officer = await app.as({ role: 'pio', departmentId: merged.id });
      colleague = await app.as({ role: 'pio', departmentId: stays.id });
      stranger = await app.as({ role: 'pio', departmentId: third.id });
      before = await checksums();
      const answer = await page.form(`/departments/${merged.id}/merge`, { intoId: stays.id });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/departments/${stays.id}`]);
      await app.drain();
    });

    it('has one page with the family’s rows, and the merged one’s address leads there', async () => {
      const away = await page.get(`/departments/${merged.id}`);
      expect([away.status, away.headers.get('location')]).toEqual([303, `/departments/${stays.id}`]);
      const { text } = await page.get(`/departments/${stays.id}`);
      expect(text).toContain(partnership.alias);
      expect(text).toContain('Ada Brook');
      expect(text).toContain('Cedar Bluff PD merged into Cedar Bluff Police Department');
      expect(text).toContain(`/departments/${merged.id}/merge-reversal`);
      expect((await rep.get(`/api/v1/departments/${merged.id}`)).json.id).toBe(stays.id);
      expect((await rep.get(`/api/v1/pitches?departmentId=${stays.id}`)).json.data).toHaveLength(2);
      expect((await rep.get(`/api/v1/partnerships?departmentId=${stays.id}`)).json.data).toHaveLength(1);
    });

    it('is found by either ORI, and listed once', async () => {
      for (const q of ['KS0190199', 'KS0190100', 'cedar bluff']) {
        const { data } = (await rep.get(`/api/v1/departments?q=${encodeURIComponent(q)}`)).json;
        expect(data.map((row: { id: string }) => row.id)).toEqual([stays.id]);
      }
      const listed = (await rep.get('/api/v1/departments?limit=200')).json.data;
      expect(listed.map((row: { id: string }) => row.id)).not.toContain(merged.id);
      const table = await page.get('/departments?partnered=true&q=cedar');
      expect(table.text).toContain('Cedar Bluff Police Department');
      expect(table.text).toContain('Announced');
      const partnered = (await rep.get('/api/v1/departments?partnered=true&limit=200')).json.data;
      expect(partnered.map((row: { id: string }) => row.id)).toContain(stays.id);
    });

    it('is one record for people of either, and for nobody else', async () => {
      for (const client of [officer, colleague]) {
        expect((await client.get(`/api/v1/partnerships/${partnership.id}`)).status).toBe(200);
        expect((await client.get('/')).text).toContain(partnership.alias);
        const drafts = (await client.get('/api/v1/drafts')).json.data;
        expect(drafts.length).toBeGreaterThan(0);
        const draft = await client.get(`/api/v1/drafts/${drafts[0].id}`);
        const saved = await client.post(`/api/v1/drafts/${drafts[0].id}/revisions`, {
          baseRevisionId: draft.json.currentRevision.id,
          values: draft.json.currentRevision.values,
        });
        expect(saved.status).toBeLessThan(300);
        const schedule = await client.get(`/api/v1/partnerships/${partnership.id}/reminder-schedule`);
        expect(schedule.status).toBe(200);
      }
      expect((await stranger.get(`/api/v1/partnerships/${partnership.id}`)).status).toBe(404);
      expect((await stranger.get('/api/v1/drafts')).json.data).toEqual([]);
    });

    it('answers at both public addresses, link and keyword', async () => {
      const anyone = app.anyone();
      const old = await anyone.get(`/transparency/${merged.slug}`);
      expect([old.status, old.headers.get('location')]).toEqual([301, `/transparency/${stays.slug}`]);
      const shown = await anyone.get(`/transparency/${stays.slug}`);
      expect(shown.status).toBe(200);
      expect(shown.text).toContain('Cedar Bluff Police Department');
      expect(shown.text).toContain('3 counted');
      expect((await anyone.get('/transparency')).text).toContain(stays.slug);
      expect((await anyone.get(`/r/${partnership.alias}`)).status).toBe(302);
      await rep.post('/api/v1/downloads', { events: someEvents(2, partnership.alias) });
      expect((await rep.get(`/api/v1/partnerships/${partnership.id}/progress`)).json.qualifying).toBe(5);
    });

    it('lets nobody open a second pitch in the family, nor go in circles', async () => {
      const opened = await rep.post('/api/v1/pitches', { departmentId: merged.id, offer: OFFER });
      expect(opened.status).toBe(201);
      const [row] = await app.sql<{ department: string }>(
        `select department_id as department from pitch where id = $1`,
        [opened.json.id],
      );
      expect(row?.department).toBe(stays.id);
      const again = await rep.post('/api/v1/pitches', { departmentId: stays.id, offer: OFFER });
      expect([again.status, again.json.code]).toEqual([409, 'open_pitch_exists']);
      // Whoever writes past the service: Postgres sees the family too.
      await expect(
        app.sql(
          `insert into pitch (id, department_id, owner_id, stage, stage_entered_on, opened_on, last_touched_on, created_at)
           select gen_random_uuid(), $2, owner_id, stage, stage_entered_on, opened_on, last_touched_on, created_at
             from pitch where id = $1`,
          [opened.json.id, merged.id],
        ),
      ).rejects.toMatchObject({ constraint: 'pitch_open_department_uq' });
      await expect(
        app.sql(`update department set merged_into_id = $2 where id = $1`, [stays.id, merged.id]),
      ).rejects.toMatchObject({ constraint: 'department_merge_ck' });
      expect((await merge(stays.id, third.id)).json.code).toBe('has_merged');
      expect((await merge(merged.id, third.id)).json.code).toBe('already_merged');
      await rep.post(`/api/v1/pitches/${opened.json.id}/stage-changes`, {
        to: 'dormant',
        reason: 'For the test',
        reasonCode: 'other',
      });
    });

    it('takes another entry in through the merged one’s own address', async () => {
      const spare = await buildDepartment(app, { name: 'Cedar Bluff Police' });
      const answer = await merge(spare.id, merged.id);
      expect(answer.json).toEqual({ id: spare.id, mergedIntoId: stays.id });
      expect((await undo(spare.id)).status).toBe(201);
    });

    it('is undone exactly', async () => {
      const reverted = await page.form(`/departments/${merged.id}/merge-reversal`, {});
      expect([reverted.status, reverted.headers.get('location')]).toEqual([303, `/departments/${merged.id}`]);
      const rows = await app.sql<{ merged_into_id: string | null }>(
        'select merged_into_id from department where id = any ($1::uuid[])',
        [[merged.id, stays.id]],
      );
      expect(rows.map((row) => row.merged_into_id)).toEqual([null, null]);
      expect(await checksums()).toEqual(before);
      expect((await colleague.get(`/api/v1/partnerships/${partnership.id}`)).status).toBe(404);
      expect((await officer.get(`/api/v1/partnerships/${partnership.id}`)).status).toBe(200);
      expect((await app.anyone().get(`/transparency/${merged.slug}`)).status).toBe(200);
      expect((await page.get(`/departments/${merged.id}`)).status).toBe(200);
      const { data } = (await rep.get('/api/v1/departments?q=KS0190199')).json;
      expect(data.map((row: { id: string }) => row.id)).toEqual([merged.id]);
    });

    it('counts a link for the partnership of the other, and not any more once undone', async () => {
      const early = await buildPartnership(app, {
        signedOn: '2018-03-01',
        endsOn: '2019-02-28',
        activeOn: '2018-03-02',
      });
      const late = await buildPartnership(app, { activeOn: '2019-03-12' });
      await rep.post(`/api/v1/partnerships/${early.id}/end`, {
        endedOn: '2019-02-20',
        reason: 'Not renewed',
      });
      await rep.post('/api/v1/downloads', { events: someEvents(4, early.alias) });
      const counted = async (id: string): Promise<number> =>
        (await rep.get(`/api/v1/partnerships/${id}/progress`)).json.qualifying;
      expect([await counted(early.id), await counted(late.id)]).toEqual([0, 0]);
      expect((await merge(early.departmentId, late.departmentId)).status).toBe(201);
      expect([await counted(early.id), await counted(late.id)]).toEqual([0, 4]);
      expect((await app.anyone().get(`/r/${early.alias}`)).status).toBe(302);
      expect((await undo(early.departmentId)).status).toBe(201);
      expect([await counted(early.id), await counted(late.id)]).toEqual([0, 0]);
      const faults = (await app.get(Verifier).run()).flatMap((verdict) => verdict.faults);
      expect(faults).toEqual([]);
    });
  });

  // Another matter, and the same application: starting one takes a second.
  describe('sites and contacts of a department', () => {
    let department: BuiltDepartment;
    beforeAll(async () => {
      department = await buildDepartment(app);
    });

    const at = (path: string): string => `/api/v1/departments/${department.id}/${path}`;

    it('names the main one, one at a time', async () => {
      const first = await rep.post(at('sites'), {
        name: 'Headquarters',
        address: { line1: '201 N Pine', city: 'Alder Falls', state: 'KS', postalCode: '66762' },
      });
      expect(first.json).toMatchObject({ name: 'Headquarters', main: true });
      const second = await rep.post(at('sites'), {
        name: 'East district',
        phone: '620 555 0100',
        main: true,
      });
      const { data } = (await rep.get(at('sites'))).json;
      expect(data.map((site: { name: string; main: boolean }) => [site.name, site.main])).toEqual([
        ['East district', true],
        ['Headquarters', false],
      ]);
      expect((await rep.patch(at(`sites/${second.json.id}`), { timeZone: 'Mars/Olympus' })).json.code).toBe(
        'time_zone_unknown',
      );
      const changed = await rep.patch(at(`sites/${first.json.id}`), {
        main: true,
        timeZone: 'America/Denver',
      });
      expect(changed.json).toMatchObject({ main: true, timeZone: 'America/Denver' });
      expect((await rep.post(at(`sites/${second.json.id}/end`))).status).toBe(201);
      expect((await rep.get(at('sites'))).json.data).toHaveLength(1);
    });

    it('are entered, changed and ended on pages too', async () => {
      const made = await page.form(`/departments/${department.id}/sites`, {
        name: 'Records desk',
        'address.line1': '9 Elm',
        'address.city': 'Alder Falls',
      });
      expect([made.status, made.headers.get('location')]).toEqual([
        303,
        `/departments/${department.id}#sites`,
      ]);
      const { data } = (await rep.get(at('sites'))).json;
      const desk = data.find((site: { name: string }) => site.name === 'Records desk');
      expect((await page.get(`/departments/${department.id}/sites/${desk.id}/edit`)).text).toContain('9 Elm');
      const saved = await page.form(`/departments/${department.id}/sites/${desk.id}`, {
        name: 'Records window',
      });
      expect(saved.status).toBe(303);
      expect((await page.get(`/departments/${department.id}`)).text).toContain('Records window');
      expect((await page.form(`/departments/${department.id}/sites`, { name: '' })).status).toBe(422);
    });

    it('say a contact’s role in words, whoever comes and goes', async () => {
      const [site] = (await rep.get(at('sites'))).json.data;
      const added = await rep.post(at('contacts'), { name: 'Ada Brook', role: 'pio', siteId: site.id });
      expect(added.json).toMatchObject({ role: 'pio', siteName: site.name });
      const moved = await rep.patch(at(`contacts/${added.json.id}`), {
        role: 'records_officer',
        siteId: null,
      });
      expect(moved.json).toMatchObject({ role: 'records_officer', siteId: null });
      const form = await page.get(`/departments/${department.id}/contacts/${added.json.id}/edit`);
      expect(form.text).toContain('Edit Ada Brook');
      const saved = await page.form(`/departments/${department.id}/contacts/${added.json.id}`, {
        name: 'Ada Brooke',
        role: 'chief',
        title: '',
        email: '',
        phone: '',
      });
      expect(saved.status).toBe(303);
      expect(
        (await page.form(`/departments/${department.id}/contacts/${added.json.id}/end`, {})).status,
      ).toBe(303);
      expect((await rep.get(at('contacts'))).json.data).toEqual([]);
      expect((await rep.patch(at(`contacts/${added.json.id}`), { name: 'x' })).status).toBe(404);
      const lines = await app.sql<{ summary: string }>(
        `select summary from domain_event where subject_type = 'contact' and department_id = $1 order by seq`,
        [department.id],
      );
      expect(lines.map(({ summary }) => summary)).toEqual([
        'Contact added: public information officer',
        'Contact changed: records officer (role, site)',
        'Contact changed: chief (name, role)',
        'Contact ended: chief',
      ]);
      expect((await page.get(`/departments/${department.id}`)).text).toContain(
        'Contact added: public information officer',
      );
      const foreign = await buildDepartment(app);
      const wrong = await rep.post(`/api/v1/departments/${foreign.id}/contacts`, {
        name: 'x',
        role: 'other',
        siteId: site.id,
      });
      expect(wrong.json.code).toBe('unknown_site');
    });
  });
});
