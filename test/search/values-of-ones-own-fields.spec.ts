import { departmentsByCustom, pitchesByCustom } from '../../src/search/custom-matches.js';
import { type BuiltDepartment, buildDepartment } from '../factories/department.js';
import { type BuiltPitch, buildPitch } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

interface FoundHit {
  name: string;
  href: string;
  note: string;
  state?: string;
  matched?: { field: string; value: string };
}

describe('values of one’s own fields in the search', () => {
  let app: TestApp;
  let admin: TestClient;
  let rep: TestClient;
  let alder: BuiltDepartment;
  let birch: BuiltPitch;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-02-10T15:00:00Z' });
    admin = await app.as('admin');
    rep = await app.as({ role: 'rep', name: 'Jonas Reed' });
    for (const [subject, label, type] of [
      ['department', 'Union contact', 'text'],
      ['department', 'Old remark', 'text'],
      ['pitch', 'Won against', 'text'],
      ['pitch', 'Budget', 'number'],
    ] as const)
      expect((await admin.post('/api/v1/custom-fields', { subject, label, type })).status).toBe(201);
    alder = await buildDepartment(app, { name: 'Alder Police', county: 'Linn', state: 'KS' }, admin);
    await rep.patch(`/api/v1/departments/${alder.id}`, {
      custom: { union_contact: 'Ruth 100% Quillfeather', old_remark: 'Marrowbone' },
    });
    birch = await buildPitch(app, {
      department: await buildDepartment(app, { name: 'Birch Police', state: 'KS' }, admin),
      rep,
      stage: 'contacted',
    });
    await rep.patch(`/api/v1/pitches/${birch.id}/custom`, {
      custom: { won_against: 'Thistledown Ltd', budget: 7654321 },
    });
  });
  afterAll(() => app.close());

  const found = async (client: TestClient, q: string): Promise<FoundHit[]> => {
    const { status, json } = await client.get(`/api/v1/search?q=${encodeURIComponent(q)}`);
    expect(status).toBe(200);
    const groups = json.groups as { title: string; hits: FoundHit[] }[];
    return groups.find(({ title }) => title === 'Custom fields')?.hits ?? [];
  };

  it('are found by any part, all words in one value, beneath what is found by name', async () => {
    const [hit, ...others] = await found(rep, 'feather ruth');
    expect(others).toEqual([]);
    expect(hit).toMatchObject({
      name: 'Alder Police',
      href: `/departments/${alder.id}`,
      matched: { field: 'Union contact', value: 'Ruth 100% Quillfeather' },
    });
    expect(hit?.note).toContain('KS');
    expect(await found(rep, 'QUILLF')).toHaveLength(1);
    expect(await found(rep, '100% quill')).toHaveLength(1);
    for (const none of ['quillfeather marrowbone', 'quill_eather', '100%quill', 'ru'])
      expect([none, await found(rep, none)]).toEqual([none, []]);
    expect(await found(rep, 'thistle')).toMatchObject([
      { name: 'Birch Police', href: `/pitches/${birch.id}`, state: 'contacted' },
    ]);
    expect(await found(rep, '7654')).toMatchObject([{ matched: { field: 'Budget', value: '7654321' } }]);
    const page = await (await app.signedIn('rep')).get('/search?q=quillfeather');
    expect(page.text).toContain('matched Union contact: Ruth 100% <mark>Quillfeather</mark>');
    // How many were found is not what waits beside an entry of the navigation.
    expect(page.text).toMatch(/<span>Settings<\/span><\/a>/);
  });

  it('show no row twice that its name has found', async () => {
    await rep.patch(`/api/v1/departments/${alder.id}`, {
      custom: { union_contact: 'Quillfeather of Alder' },
    });
    expect(await found(rep, 'alder')).toEqual([]);
    expect(await found(rep, 'quillfeather')).toHaveLength(1);
  });

  it('of a merged department lead to its survivor', async () => {
    const gone = await buildDepartment(app, { name: 'Cedar Police' }, admin);
    await rep.patch(`/api/v1/departments/${gone.id}`, { custom: { union_contact: 'Wexcombe' } });
    await app.sql(`update department set merged_into_id = $2 where id = $1`, [gone.id, alder.id]);
    expect(await found(rep, 'wexcombe')).toMatchObject([
      { name: 'Alder Police', href: `/departments/${alder.id}` },
    ]);
  });

  it('of a retired field are not found', async () => {
    expect(await found(rep, 'marrowbone')).toHaveLength(1);
    const fields = (await rep.get('/api/v1/custom-fields?subject=department')).json.data as {
      id: string;
      key: string;
    }[];
    const old = fields.find(({ key }) => key === 'old_remark');
    await admin.patch(`/api/v1/custom-fields/${old?.id}`, { retired: true });
    expect(await found(rep, 'marrowbone')).toEqual([]);
    expect(await found(rep, 'quillfeather')).toHaveLength(1);
  });

  it('are nothing to the department’s own people, nor a pitch’s to a rep who may not see it', async () => {
    const pio = await app.as({ role: 'pio', departmentId: alder.id });
    for (const q of ['quillfeather', 'thistledown']) {
      const { status, text } = await pio.get(`/api/v1/search?q=${q}`);
      expect([q, status, text.includes('matched')]).toEqual([q, 403, false]);
    }
    const limited = await app.as({ role: 'rep', email: 'own@people.example', name: 'Lena Own' });
    expect(await found(limited, 'thistledown')).toHaveLength(1);
    const [member] = await app.sql<{ id: string }>(`select id from membership where person_id = $1`, [
      limited.personId,
    ]);
    expect((await admin.put(`/api/v1/memberships/${member?.id}/reach`, { reach: 'own' })).status).toBe(200);
    expect(await found(limited, 'thistledown')).toEqual([]);
    expect(await found(limited, 'quillfeather')).toHaveLength(1);
    await app.sql(`update pitch set owner_id = $2 where id = $1`, [birch.id, limited.personId]);
    expect(await found(limited, 'thistledown')).toHaveLength(1);
  });

  it('are looked up in the index of texts; within a limited reach by owner', async () => {
    await app.sql(
      `insert into department (id, name, search_name, kind, state, time_zone, time_zone_source, created_at, updated_at, custom)
       select gen_random_uuid(), 'Town ' || n, 'town ' || n, 'other', 'NV', 'America/Los_Angeles', 'assumed', now(), now(),
              jsonb_build_object('union_contact', md5(n::text)) from generate_series(10, 8009) as n`,
    );
    await app.sql(
      `insert into person (id, name, email, created_at)
       select gen_random_uuid(), 'Rep ' || n, 'rep' || n || '@people.example', now() from generate_series(1, 60) as n`,
    );
    await app.sql(
      `insert into pitch (id, department_id, owner_id, stage, stage_entered_on, opened_on, last_touched_on, created_at, custom)
       select gen_random_uuid(), id, (array(select id from person order by id))[1 + right(name, 2)::int % 60], 'prospect', '2019-01-01', '2019-01-01', '2019-01-01', now(), custom
         from department where state = 'NV'`,
    );
    await app.sql(`analyze department, pitch`);
    // As the search asks: one plan for all values.
    await app.sql(
      `create function plan_of(role text, part text) returns setof text language plpgsql as $f$
       declare line text; begin
         perform set_config('role', role, true), set_config('plan_cache_mode', 'force_generic_plan', true);
         execute 'prepare part (text, text, text, text[]) as with typed as (select $2::text) ' || part;
         for line in execute $$explain execute part ('abcd', '', '%abcd%', '{%abcd%}')$$ loop return next line; end loop;
         deallocate part;
         perform set_config('role', 'none', true);
       end $f$`,
    );
    const plan = async (role: string, part: string): Promise<string> =>
      (await app.sql<{ line: string }>(`select plan_of as line from plan_of($1, $2)`, [role, part]))
        .map(({ line }) => line)
        .join('\n');
    expect(await plan('liaison_app', departmentsByCustom(200, 6))).toContain('department_custom_text_ix');
    expect(await plan('liaison_limited', departmentsByCustom(200, 6))).toContain('department_custom_text_ix');
    expect(await plan('liaison_app', pitchesByCustom(200, 6))).toContain('pitch_custom_text_ix');
    expect(await plan('liaison_limited', pitchesByCustom(200, 6))).toContain('pitch_custom_owner_ix');
  });
});
