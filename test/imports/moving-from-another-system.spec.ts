import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const DIRECTORY = [
  'ori,state,agency_name,agency_type_name,primary_county,icpsr_lat,icpsr_lng',
  'KS9990100,KS,Alder Falls Police Department,City,Linn,38.2,-94.8',
  'KS9990200,KS,Brook Police Department,City,Linn,38.2,-94.8',
  'KS9990300,KS,Brook Police Department,City,Cherokee,37.1,-94.8',
  'KS9990400,KS,Linn County Sheriff’s Office,County,Linn,,',
  'OH9990100,OH,Cedar Point Police Department,City,Erie,41.4,-82.6',
].join('\n');

describe('moving from another system', () => {
  let app: TestApp;
  let rep: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-03-01T15:00:00Z' });
    await app.as({ role: 'rep', name: 'Mara Quinn', email: 'mara@people.example' });
    rep = await app.signedIn({ role: 'rep', name: 'Jonas Ek', email: 'jonas@people.example' });
    await apply(await send('departments', DIRECTORY));
  });
  afterAll(() => app.close());

  /** Sends a file; names no columns unless asked to. Answers the import's path. */
  const send = async (
    kind: string,
    content: string | Buffer,
    named?: Record<string, string>,
  ): Promise<string> => {
    const form = new FormData();
    form.set('kind', kind);
    const bytes = new Uint8Array(Buffer.isBuffer(content) ? content : Buffer.from(content));
    form.set('file', new Blob([bytes]), `${kind}.csv`);
    const answer = await rep.send('POST', '/imports', { accept: 'text/html' }, form);
    expect([answer.status, answer.status === 303 ? '' : answer.text]).toEqual([303, '']);
    const to = answer.headers.get('location') ?? '';
    if (!to.endsWith('/columns')) return to;
    const page = await rep.get(to);
    expect(page.status).toBe(200);
    const chosen = [...page.text.matchAll(/<select[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)].flatMap(
      ([, name = '', options = '']) => {
        const value = /<option value="([^"]*)" selected/.exec(options)?.[1];
        return value ? [[name, value] as const] : [];
      },
    );
    const checked = await rep.form(to, { ...Object.fromEntries(chosen), ...named });
    expect([checked.status, checked.status === 303 ? '' : checked.text]).toEqual([303, '']);
    return to.replace('/columns', '');
  };
  const apply = async (path: string): Promise<void> => {
    expect((await rep.form(`${path}/application`, {})).status).toBe(303);
    await app.drain();
  };
  const undo = async (path: string): Promise<void> => {
    expect((await rep.form(`${path}/reversal`, {})).status).toBe(303);
    await app.drain();
  };
  const counts = async (path: string) => {
    const [row] = await app.sql(
      `select state, rows, created, updated, unchanged, flagged, doubtful, skipped, kept from data_import where id = $1`,
      [path.split('/')[2]],
    );
    return row;
  };
  const total = async (table: string) =>
    Number((await app.sql<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n);

  const CONTACTS = Buffer.from(
    `\ufeff${[
      'Full name;E-mail;Job title;Account;State;County',
      'Dana Ruiz;Dana@alder.example;Public Information Officer;Alder Falls PD;KS;',
      'Ole Berg;;Chief of Police;brook police dept.;Kansas;Cherokee County',
      'No Address;not-an-address;;Alder Falls PD;KS;',
      'Ada Fox;ada@brook.example;Clerk;Brook PD;KS;',
      '=cmd;x@nowhere.example;;Nowhere PD;KS;',
    ].join('\r\n')}`,
    'utf16le',
  );
  let contacts: string;

  it('reads contacts in UTF-16 with semicolons, and says what it would do', async () => {
    contacts = await send('contacts', CONTACTS);
    expect(await counts(contacts)).toMatchObject({ rows: 5, created: 2, flagged: 1, doubtful: 2 });
    const page = (await rep.get(contacts)).text;
    expect(page).toContain('UTF-16, cells between semicolons');
    expect(page).toContain('Dana Ruiz');
    expect(page).toContain('email_invalid');
    expect(await total('contact')).toBe(0);
  });

  it('asks which department is meant: one of several, or none that is there', async () => {
    const page = (await rep.get(`${contacts}/settling`)).text;
    expect(page).toContain('Several fit');
    expect(page).toContain('Not in the directory');
    const [cherokee] = await app.sql<{ id: string }>(`select id from department where ori = 'KS9990300'`);
    expect((await rep.form(`${contacts}/settling`, { line: '5', decision: 'nonsense' })).status).toBe(422);
    const unheard = await rep.form(`${contacts}/settling`, { line: '5', decision: 'ori', ori: 'KS9999999' });
    expect(unheard.status).toBe(422);
    expect(unheard.text).toContain('No department has that ORI.');
    expect(unheard.text).toContain('value="KS9999999"');
    expect(await counts(contacts)).toMatchObject({ doubtful: 2 });
    const settled = await rep.form(`${contacts}/settling`, { line: '5', decision: cherokee?.id ?? '' });
    expect(settled.status).toBe(303);
    expect((await rep.form(`${contacts}/settling/unknown`, { decision: 'create' })).status).toBe(303);
    expect(await counts(contacts)).toMatchObject({ created: 4, flagged: 1, doubtful: 0 });
    expect((await rep.form(`${contacts}/settling/reopening`, { line: '6' })).status).toBe(303);
    expect(await counts(contacts)).toMatchObject({ created: 3, doubtful: 1 });
    const other = await rep.form(`${contacts}/settling`, { line: '6', decision: 'ori', ori: ' oh9990100 ' });
    expect(other.status).toBe(303);
    expect((await rep.get(`${contacts}/settling`)).text).toContain('Cedar Point Police Department');
    await rep.form(`${contacts}/settling/reopening`, { line: '6' });
    await rep.form(`${contacts}/settling`, { line: '6', decision: 'create' });
  });

  it('offers departments of a similar name where none fits, of the same state only', async () => {
    const list = await send(
      'contacts',
      'Name,Department,State\nKim Lee,Aldr Fals Police,KS\nJo Fay,Aldr Fals Police,OH',
    );
    const page = (await rep.get(`${list}/settling`)).text;
    const [first = '', second = ''] = page.split('id="line-3"');
    expect(first).toMatch(/Alder Falls Police Department<\/b><span class="form-hint">Similar name/);
    expect(second).not.toContain('Similar name');
  });

  it('writes them, with the department that was not there, and a second time nothing', async () => {
    await apply(contacts);
    expect(await counts(contacts)).toMatchObject({ state: 'applied', created: 4, flagged: 1 });
    const rows = await app.sql(
      `select c.name, c.role, c.email, d.name as at from contact c join department d on d.id = c.department_id order by c.name`,
    );
    expect(rows).toEqual([
      { name: '=cmd', role: 'other', email: 'x@nowhere.example', at: 'Nowhere PD' },
      { name: 'Ada Fox', role: 'council_clerk', email: 'ada@brook.example', at: 'Brook Police Department' },
      { name: 'Dana Ruiz', role: 'pio', email: 'dana@alder.example', at: 'Alder Falls Police Department' },
      { name: 'Ole Berg', role: 'chief', email: null, at: 'Brook Police Department' },
    ]);
    // The columns are remembered now, so nothing is asked; the department is there, so only one row is in doubt.
    const again = await send('contacts', CONTACTS);
    expect(await counts(again)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 3,
      flagged: 1,
      doubtful: 1,
    });
  });

  it('gives back what it left out, with reasons, and nothing a spreadsheet would run', async () => {
    const doubtful = await send('contacts', 'Full name,Account,State\n=1+1,Elsewhere PD,KS\n');
    const { text, headers } = await rep.get(`${doubtful}/left-out.csv`);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text.split('\n').slice(0, 2)).toEqual([
      'Full name,Account,State,line,code,reason',
      `'=1+1,Elsewhere PD,KS,2,unknown,No department of that name and state is in the directory.`,
    ]);
  });

  const PITCHES = [
    'Deal stage,Deal owner,Create date,Date entered contacted,Lost date,Lost reason,Company,State,County',
    'Proposal sent,MARA@people.example,01/15/2019,01/20/2019,,,Alder Falls PD,KS,',
    'Closed lost,Mara Quinn,11/02/2018,,12/24/2018,No budget,Linn SO,KS,Linn',
    'Purple,,01/15/2019,,,,Cedar Point PD,OH,',
    'New,nobody@people.example,03/02/2019,,,,Cedar Point PD,OH,',
    'New,,02/01/2019,,,,Alder Falls Police,KS,',
  ].join('\n');
  let pitches: string;

  it('takes pitches in with stage, owner and history dated as given, and mails nobody', async () => {
    pitches = await send('pitches', PITCHES, { 'mapping.on_contacted': 'Date entered contacted' });
    expect(await counts(pitches)).toMatchObject({ rows: 5, created: 2, flagged: 3, doubtful: 0 });
    const { text } = await rep.get(`${pitches}`);
    for (const code of ['stage_unknown', 'date_in_future', 'repeated']) expect(text).toContain(code);
    const mails = await total('email_message');
    await apply(pitches);
    await app.drain();
    expect(await total('email_message')).toBe(mails);
    const rows = await app.sql(
      `select d.name, p.stage, o.name as owner, p.opened_on, p.closed_on, p.close_reason,
              (select json_agg(s.stage || ' ' || s.occurred_on || coalesce(' ' || s.left_on, '') order by s.entered_at, s.id)
                 from pitch_stage s where s.pitch_id = p.id) as stays
         from pitch p join department d on d.id = p.department_id left join person o on o.id = p.owner_id order by p.opened_on`,
    );
    expect(rows).toEqual([
      {
        name: 'Linn County Sheriff’s Office',
        stage: 'declined',
        owner: 'Mara Quinn',
        opened_on: '2018-11-02',
        closed_on: '2018-12-24',
        close_reason: 'No budget',
        stays: ['prospect 2018-11-02 2018-12-24', 'declined 2018-12-24'],
      },
      {
        name: 'Alder Falls Police Department',
        stage: 'pitched',
        owner: 'Mara Quinn',
        opened_on: '2019-01-15',
        closed_on: null,
        close_reason: null,
        stays: ['prospect 2019-01-15 2019-01-20', 'contacted 2019-01-20 2019-01-20', 'pitched 2019-01-20'],
      },
    ]);
    expect(await counts(await send('pitches', PITCHES))).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
    });
  });

  it('moves a pitch on when a later list does, and back when that one is undone', async () => {
    const later = await send('pitches', PITCHES.replace('Proposal sent', 'Contract sent'));
    expect(await counts(later)).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await rep.get(later)).text).toContain('legal_review');
    await apply(later);
    const stage = async () =>
      (await app.sql(`select stage from pitch where closed_on is null and opened_on = '2019-01-15'`))[0]?.[
        'stage'
      ];
    expect(await stage()).toBe('legal_review');
    await undo(later);
    expect(await stage()).toBe('pitched');
    expect(await app.sql(`select from pitch_stage where left_at is null`)).toHaveLength(2);
  });

  const ACTIVITIES = [
    'Record ID,Type,Date,Title,Notes,Company,State,Contact email',
    '71,Call,2/3/2019,First call,They like it,Alder Falls PD,KS,dana@alder.example',
    '72,Meeting,2/28/2019,,,Alder Falls PD,KS,',
    '73,Note,11/5/2018,Old note,,Linn SO,KS,',
    '74,Call,2/3/2019,No pitch,,Cedar Point PD,OH,',
  ].join('\n');

  it('hangs activities on the pitch of their day, once', async () => {
    const activities = await send('activities', ACTIVITIES);
    expect(await counts(activities)).toMatchObject({ rows: 4, created: 3, flagged: 1 });
    await apply(activities);
    const rows = await app.sql(
      `select a.kind, a.visibility, a.occurred_on, a.subject, c.name as contact from activity a left join contact c on c.id = a.contact_id
        order by a.occurred_on`,
    );
    expect(rows).toEqual([
      { kind: 'note', visibility: 'vendor', occurred_on: '2018-11-05', subject: 'Old note', contact: null },
      {
        kind: 'call',
        visibility: 'shared',
        occurred_on: '2019-02-03',
        subject: 'First call',
        contact: 'Dana Ruiz',
      },
      { kind: 'meeting', visibility: 'shared', occurred_on: '2019-02-28', subject: 'Meeting', contact: null },
    ]);
    expect(await counts(await send('activities', ACTIVITIES))).toMatchObject({ created: 0, unchanged: 3 });
    await expect(app.sql(`delete from activity`)).rejects.toThrow('append-only');

    // Contacts and pitches are in use now, and stay; the activities go, and then the rest can.
    await undo(pitches);
    expect(await counts(pitches)).toMatchObject({ state: 'reverted', kept: 2 });
    await undo(activities);
    expect(await counts(activities)).toMatchObject({ state: 'reverted', kept: 0 });
    expect(await total('activity')).toBe(0);
  });

  it('undoes the contacts, and the department that came with them', async () => {
    await undo(contacts);
    expect(await counts(contacts)).toMatchObject({ state: 'reverted', kept: 0 });
    expect([await total('contact'), await total('department')]).toEqual([0, 5]);
  });

  it('sends a merged department’s rows to its survivor', async () => {
    await app.sql(
      `update department set merged_into_id = (select id from department where ori = 'KS9990300') where ori = 'KS9990200'`,
    );
    const path = await send(
      'contacts',
      'Full name,E-mail,Account,State\nAda Fox,ada@brook.example,Brook PD,KS\n',
    );
    expect(await counts(path)).toMatchObject({ created: 1, doubtful: 0 });
    await apply(path);
    const [row] = await app.sql(`select d.ori from contact c join department d on d.id = c.department_id`);
    expect(row).toEqual({ ori: 'KS9990300' });
  });

  it('reads the FBI’s JSON, and a file whose letters a person has to name', async () => {
    const json = { OH: { OH9990200: { agency_name: 'Dover Police Department', primary_county: 'Erie' } } };
    const list = await send('departments', JSON.stringify(json));
    expect(await counts(list)).toMatchObject({ rows: 1, created: 1 });
    const broken = new FormData();
    broken.set('kind', 'contacts');
    broken.set('file', new Blob(['Name,State\n"open,KS\n']), 'broken.csv');
    const refused = await rep.send('POST', '/imports', { accept: 'text/html' }, broken);
    expect([refused.status, refused.text.includes('line 2')]).toEqual([422, true]);
    const nowhere = await send('contacts', 'Who,Where\nA,B\n').catch((error: Error) => error.message);
    expect(nowhere).toContain('The file has no column for');
  });
});
