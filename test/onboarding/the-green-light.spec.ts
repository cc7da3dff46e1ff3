import { createHash } from 'node:crypto';
import { buildDepartment } from '../factories/department.js';
import { buildPartnership, freshCodes, TERMS } from '../factories/partnership.js';
import { buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('the green light', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-28T15:00:00Z' });
  });
  afterAll(() => app.close());

  const request = (pitchId: string, change: Record<string, unknown> = {}) => ({
    pitchId,
    signedOn: '2019-02-28',
    endsOn: '2020-02-28',
    terms: TERMS,
    ...freshCodes(),
    ...change,
  });
  const rowsOf = async (departmentId: string) => {
    const counts = await app.sql<Record<string, number>>(
      `select (select count(*) from partnership where department_id = $1)::int partnerships,
              (select count(*) from referral_alias where department_id = $1)::int aliases,
              (select count(*) from reminder_schedule where department_id = $1)::int schedules,
              (select count(*) from draft where department_id = $1)::int drafts,
              (select count(*) from welcome_kit where department_id = $1)::int kits`,
      [departmentId],
    );
    return counts[0];
  };
  const nothing = { partnerships: 0, aliases: 0, schedules: 0, drafts: 0, kits: 0 };

  it('opens the partnership with everything that comes with it', async () => {
    const pitch = await buildPitch(app, { stage: 'legal_review' });
    const contact = await pitch.rep.post(`/api/v1/departments/${pitch.departmentId}/contacts`, {
      name: 'Dana Whitcomb',
      role: 'pio',
      email: 'dana.whitcomb@alderfalls.example',
    });
    expect(contact.status).toBe(201);
    const document = Buffer.from('%PDF-1.7 signed');
    const answer = await pitch.rep.post(
      '/api/v1/partnerships',
      request(pitch.id, {
        alias: 'alderfallspdks',
        keyword: 'ALDERFALLSPD',
        agreement: { fileName: 'agreement.pdf', contentBase64: document.toString('base64') },
      }),
    );
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      id: expect.any(String),
      state: 'signed',
      alias: 'alderfallspdks',
      keyword: 'ALDERFALLSPD',
      referralUrl: 'http://localhost:3000/r/alderfallspdks',
      qrUrl: 'http://localhost:3000/r/alderfallspdks/qr.svg',
      publicUrl: `http://localhost:3000/transparency/${pitch.department.slug}`,
    });
    expect(await rowsOf(pitch.departmentId)).toEqual({
      partnerships: 1,
      aliases: 1,
      schedules: 1,
      drafts: 4,
      kits: 1,
    });

    const read = await pitch.rep.get(`/api/v1/partnerships/${answer.json.id}`);
    expect(read.json).toMatchObject({
      state: 'signed',
      signedOn: '2019-02-28',
      endsOn: '2020-02-28',
      terms: { version: 1, fromDate: '2019-02-28', downloadsPerDevice: 20, form: 'device' },
      disclosure: expect.stringContaining(
        'earns one $200 device per 20 downloads of the app through this link.',
      ),
      agreements: [
        { fileName: 'agreement.pdf', sha256: createHash('sha256').update(document).digest('hex') },
      ],
    });
    const file = await pitch.rep.get(
      `/partnerships/${answer.json.id}/agreements/${read.json.agreements[0].id}`,
    );
    expect(file.text).toBe('%PDF-1.7 signed');
    expect(file.headers.get('content-disposition')).toContain('attachment');

    const [mail] = await app.sql(`select topic, to_address from email_message where department_id = $1`, [
      pitch.departmentId,
    ]);
    expect(mail).toEqual({ topic: 'kit', to_address: 'dana.whitcomb@alderfalls.example' });
    const [membership] = await app.sql(
      `select m.role from membership m join person p on p.id = m.person_id where p.email = 'dana.whitcomb@alderfalls.example'`,
    );
    expect(membership).toEqual({ role: 'pio' });
    const stage = await pitch.rep.get(`/api/v1/pitches/${pitch.id}`);
    expect(stage.json.stage).toBe('green_lit');
  });

  it('lets the kit wait for an information officer, and sends it when one is entered', async () => {
    const { departmentId, rep } = await buildPartnership(app);
    const kit = () => app.sql(`select state from welcome_kit where department_id = $1`, [departmentId]);
    expect(await kit()).toEqual([{ state: 'waiting' }]);
    const [task] = await app.sql<{ title: string }>('select title from task where department_id = $1', [
      departmentId,
    ]);
    expect(task?.title).toContain('the kit is waiting');
    await rep.post(`/api/v1/departments/${departmentId}/contacts`, {
      name: 'Lee Moss',
      role: 'pio',
      email: 'moss@oak.example',
    });
    await app.drain();
    expect(await kit()).toEqual([{ state: 'handed_over' }]);
  });

  describe('is refused, and then nothing of it is there', () => {
    it.each<[string, Record<string, unknown>, number, string]>([
      ['a carrier’s keyword', { keyword: 'STOP' }, 422, 'keyword_reserved'],
      ['a signature still to come', { signedOn: '2019-03-01' }, 422, 'date_in_future'],
      ['an end before the beginning', { endsOn: '2019-02-27' }, 422, 'dates_out_of_order'],
      [
        'a credit that does not add up',
        { terms: { ...TERMS, form: 'credit', creditCents: 1 } },
        422,
        'terms_invalid',
      ],
      ['a malformed link', { alias: 'No Spaces' }, 400, 'invalid_input'],
      ['a broken file', { agreement: { fileName: 'a.pdf', contentBase64: '*' } }, 400, 'invalid_input'],
      ['a field nobody knows', { bonus: true }, 400, 'invalid_input'],
    ])('%s', async (_name, change, status, code) => {
      const pitch = await buildPitch(app, { stage: 'legal_review' });
      const answer = await pitch.rep.post('/api/v1/partnerships', request(pitch.id, change));
      expect([answer.status, answer.json.code]).toEqual([status, code]);
      expect(await rowsOf(pitch.departmentId)).toEqual(nothing);
    });

    it.each([
      ['no city', { city: undefined }],
      ['a zone nobody confirmed', { timeZone: undefined }],
    ])('a department with %s', async (_name, fields) => {
      const pitch = await buildPitch(app, {
        department: await buildDepartment(app, fields),
        stage: 'legal_review',
      });
      const answer = await pitch.rep.post('/api/v1/partnerships', request(pitch.id));
      expect([answer.status, answer.json.code]).toEqual([422, 'department_incomplete']);
      expect(await rowsOf(pitch.departmentId)).toEqual(nothing);
    });

    it('a pitch that is not there yet, one that is not there at all, and one whose council has not spoken', async () => {
      const early = await buildPitch(app, { stage: 'pitched' });
      const answer = await early.rep.post('/api/v1/partnerships', request(early.id));
      expect([answer.status, answer.json.code]).toEqual([422, 'stage_not_reachable']);
      const none = await early.rep.post(
        '/api/v1/partnerships',
        request('01890000-0000-7000-8000-000000000000'),
      );
      expect(none.status).toBe(404);
      const department = await buildDepartment(app, {
        oversightOrdinance: { name: 'Surveillance ordinance' },
      });
      const pitch = await buildPitch(app, { department, stage: 'legal_review' });
      const silent = await pitch.rep.post('/api/v1/partnerships', request(pitch.id));
      expect([silent.status, silent.json.code]).toEqual([422, 'council_item_required']);
      const councilItem = {
        number: '19-044',
        date: '2019-02-26',
        documentUrl: 'https://council.example/19-044',
      };
      const spoken = await pitch.rep.post('/api/v1/partnerships', request(pitch.id, { councilItem }));
      expect(spoken.status).toBe(201);
    });

    it('codes of another department, and a second partnership of the same', async () => {
      const first = await buildPartnership(app);
      const pitch = await buildPitch(app, { stage: 'legal_review' });
      const alias = await pitch.rep.post('/api/v1/partnerships', request(pitch.id, { alias: first.alias }));
      expect([alias.status, alias.json.code]).toEqual([409, 'alias_taken']);
      const keyword = await pitch.rep.post(
        '/api/v1/partnerships',
        request(pitch.id, { keyword: first.keyword }),
      );
      expect([keyword.status, keyword.json.code]).toEqual([409, 'keyword_taken']);
      expect(await rowsOf(pitch.departmentId)).toEqual(nothing);
      const again = await first.rep.post('/api/v1/partnerships', request(first.pitchId));
      expect([again.status, again.json.code]).toEqual([409, 'partnership_exists']);
    });
  });

  it('given twice at once opens one partnership', async () => {
    const pitch = await buildPitch(app, { stage: 'legal_review' });
    const answers = await Promise.all(
      [1, 2, 3].map(() => pitch.rep.post('/api/v1/partnerships', request(pitch.id))),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    expect(await rowsOf(pitch.departmentId)).toMatchObject({ partnerships: 1, aliases: 1, kits: 1 });
  });

  it('cut off half-way leaves nothing behind', async () => {
    const pitch = await buildPitch(app, { stage: 'legal_review' });
    // The kit comes last: by then everything else has been written. The connection dies under it.
    await app.sql(`create function cut_off() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`);
    await app.sql('alter function cut_off() security definer');
    await app.sql(
      'create trigger cut_off before insert on welcome_kit for each row execute function cut_off()',
    );
    const answer = await pitch.rep.post('/api/v1/partnerships', request(pitch.id));
    await app.sql('drop trigger cut_off on welcome_kit');
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await rowsOf(pitch.departmentId)).toEqual(nothing);
    expect((await pitch.rep.get(`/api/v1/pitches/${pitch.id}`)).json.stage).toBe('legal_review');
    const second = await pitch.rep.post('/api/v1/partnerships', request(pitch.id));
    expect(second.status).toBe(201);
  });

  it('gives a returning department its codes again', async () => {
    const first = await buildPartnership(app);
    await first.rep.post(`/api/v1/partnerships/${first.id}/end`, {
      endedOn: '2019-02-28',
      reason: 'Moved away',
    });
    const pitch = await buildPitch(app, { department: first.department, stage: 'legal_review' });
    const { alias, keyword } = first;
    const again = await pitch.rep.post('/api/v1/partnerships', request(pitch.id, { alias, keyword }));
    expect([again.status, again.json.alias]).toEqual([201, alias]);
  });

  it('works as a form: says what is missing, keeps what was typed, and ends at the department', async () => {
    const pitch = await buildPitch(app, { stage: 'legal_review' });
    const rep = await app.signedIn('rep');
    const path = `/pitches/${pitch.id}/green-light`;
    const shown = await rep.get(path);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('value="200"');
    const fields = { signedOn: '2019-02-28', endsOn: '2020-02-28', alias: 'By-Form', keyword: 'byform' };
    const terms = Object.fromEntries(
      Object.entries(TERMS).map(([name, value]) => [`terms.${name}`, String(value)]),
    );
    const refused = await rep.form(path, { ...fields, ...terms, keyword: 'stop' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('By-Form');
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...terms, 'terms.cap.per': '' }))
      form.set(name, value);
    form.set('agreement', new Blob(['signed']), 'agreement.pdf');
    form.set('keyword', 'stop');
    const stopped = await rep.send('POST', path, { accept: 'text/html' }, form);
    expect(stopped.status).toBe(422);
    expect(stopped.text).toContain('agreement.pdf is kept.');
    // The chosen file goes on without being chosen again, for this person and no other.
    const word = /name="agreement\.kept" value="([^"]+)"/.exec(stopped.text)?.[1] ?? '';
    form.set('keyword', fields.keyword);
    form.set('agreement', new Blob([]), '');
    form.set('agreement.kept', word);
    form.set('endsOn', '2019-02-27');
    const other = await (await app.signedIn('rep')).send('POST', path, { accept: 'text/html' }, form);
    expect([other.status, other.text.includes('is kept.')]).toEqual([422, false]);
    form.set('endsOn', fields.endsOn);
    const given = await rep.send('POST', path, { accept: 'text/html' }, form);
    expect([given.status, given.headers.get('location')]).toEqual([
      303,
      `/departments/${pitch.departmentId}`,
    ]);
    const [kept] = await app.sql(
      'select alias, a.sha256, a.file_name name from referral_alias r join agreement a using (department_id) where department_id = $1',
      [pitch.departmentId],
    );
    expect(kept).toEqual({
      alias: 'by-form',
      sha256: createHash('sha256').update('signed').digest('hex'),
      name: 'agreement.pdf',
    });
  });

  it('is for reps and admins only', async () => {
    const pitch = await buildPitch(app, { stage: 'legal_review' });
    for (const role of ['reviewer', 'fulfilment'] as const) {
      const answer = await (await app.as(role)).post('/api/v1/partnerships', request(pitch.id));
      expect(answer.status).toBe(403);
    }
    expect((await app.anyone().post('/api/v1/partnerships', request(pitch.id))).status).toBe(401);
    expect(await rowsOf(pitch.departmentId)).toEqual(nothing);
  });
});
