import { PeopleQueries } from '../../src/identity/people.queries.js';
import { ReachCommand } from '../../src/identity/reach.command.js';
import { type Actor, SYSTEM, type VendorActor } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { buildDepartment } from '../factories/department.js';
import { type BuiltPitch, buildPitch, OFFER } from '../factories/pitch.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { readRoutes } from '../support/routes.js';

/** Words that stand in the other rep’s pitch and nowhere else. */
const NEEDLES = ['Quillfeather', 'Marrowbone', 'Thistledown', 'Hollowell', 'ZX-77-ODD', 'Wexcombe'];

describe('a rep of limited reach', () => {
  let app: TestApp;
  let admin: TestClient;
  let other: BuiltPitch;
  let mine: BuiltPitch;
  let limited: TestClient;
  let page: TestClient;
  let ids: Record<string, string>;

  const membershipOf = async (personId: string): Promise<string> => {
    const [row] = await app.sql<{ id: string }>(`select id from membership where person_id = $1`, [personId]);
    return row?.id ?? '';
  };
  const reach = async (client: TestClient, to: string, teamId?: string): Promise<number> =>
    (
      await admin.put(`/api/v1/memberships/${await membershipOf(client.personId)}/reach`, {
        reach: to,
        ...(teamId ? { teamId } : {}),
      })
    ).status;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-01-14T15:00:00Z' });
    admin = await app.as('admin');
    other = await buildPitch(app, { fields: { offer: { ...OFFER, deviceSku: 'ZX-77-ODD' } } });
    const { id, departmentId, rep } = other;
    const contact = await rep.post(`/api/v1/departments/${departmentId}/contacts`, {
      name: 'Ruth Alder',
      role: 'chief',
      email: 'chief@alder.example',
    });
    await rep.post(`/api/v1/pitches/${id}/activities`, {
      kind: 'note',
      subject: 'Quillfeather',
      body: 'Marrowbone said so.',
    });
    await rep.post(`/api/v1/pitches/${id}/tasks`, { title: 'Thistledown', dueOn: '2019-01-15' });
    await rep.post(`/api/v1/pitches/${id}/stage-changes`, { to: 'contacted', note: 'Hollowell' });
    const mail = await rep.post(`/api/v1/pitches/${id}/mails`, {
      contactId: contact.json.id,
      values: { why: 'Wexcombe uses it.', repName: 'Sam Okafor' },
    });
    expect(mail.status).toBe(201);
    limited = await app.as({ role: 'rep', email: 'own@people.example', name: 'Lena Own' });
    mine = await buildPitch(app, { rep: limited });
    page = await app.signedIn({ role: 'rep', email: 'own@people.example', name: 'Lena Own' });
    const [task] = await app.sql<{ id: string }>('select id from task where pitch_id = $1', [id]);
    const [activity] = await app.sql<{ id: string }>('select id from activity where pitch_id = $1', [id]);
    ids = {
      pitch: id,
      department: departmentId,
      task: task?.id ?? '',
      activity: activity?.id ?? '',
      email: mail.json.emailMessageId,
      person: rep.personId,
    };
    expect(await reach(limited, 'own')).toBe(200);
  }, 60_000);
  afterAll(() => app.close());

  /** Addresses of a route with ids of what its path speaks of; where it speaks of nothing known, with several. */
  const filledIn = (path: string): string[] => {
    const spoken = Object.keys(ids).filter((kind) => path.includes(kind === 'email' ? 'mail' : kind));
    const kinds = spoken.length > 0 ? spoken : ['pitch', 'department', 'email'];
    return kinds.map((kind) =>
      path.replace(/:(\w+)/g, (_all, name: string) => ids[name.replace('Id', '')] ?? ids[kind] ?? ''),
    );
  };
  /** Ways to read on the vendor side, JSON by token and pages by session, with ids and with words to look for. */
  const walk = async (
    token: TestClient,
    session: TestClient,
    among: RegExp = /./,
  ): Promise<{ asked: string; needle: string }[]> => {
    const seen: { asked: string; needle: string }[] = [];
    const paths = readRoutes(app)
      .filter(({ method, isPublic, path }) => method === 'GET' && !isPublic && path !== '/live')
      .filter(({ path }) => among.test(path))
      .flatMap(({ path }) =>
        path.includes(':')
          ? filledIn(path)
          : [path, `${path}?q=quillfeather&departmentId=${ids['department']}&limit=200`],
      );
    for (let from = 0; from < paths.length; from += 8) {
      await Promise.all(
        paths.slice(from, from + 8).map(async (asked) => {
          const { text, status } = await (asked.startsWith('/api/') ? token : session).get(asked);
          for (const needle of NEEDLES) if (text.includes(needle)) seen.push({ asked, needle });
          if (status >= 500) seen.push({ asked, needle: String(status) });
        }),
      );
    }
    return seen;
  };

  it('sees no byte of another’s pitch on any page, in the API or an export', async () => {
    expect(await walk(limited, page)).toEqual([]);
  }, 120_000);

  it('is told what others are when nobody limits them, so that the walk above proves something', async () => {
    const seesAll = await app.signedIn('rep');
    const seen = new Set(
      (await walk(other.rep, seesAll, /pitches|tasks|search|mail/)).map(({ needle }) => needle),
    );
    expect([...seen].sort()).toEqual([...NEEDLES].sort());
  }, 60_000);

  it('may not write either: what is not seen is not there, and nothing is given away out of sight', async () => {
    const { id } = other;
    const answers = await Promise.all([
      limited.get(`/api/v1/pitches/${id}`),
      limited.post(`/api/v1/pitches/${id}/stage-changes`, { to: 'pitched' }),
      limited.post(`/api/v1/pitches/${id}/activities`, { kind: 'note', body: 'x' }),
      limited.post(`/api/v1/pitches/${id}/tasks`, { title: 'x' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const moved = await limited.post(`/api/v1/pitches/${mine.id}/stage-changes`, { to: 'contacted' });
    expect(moved.status).toBe(201);
    const given = await limited.post('/api/v1/pitches', {
      departmentId: (await buildDepartment(app)).id,
      ownerId: other.rep.personId,
      offer: OFFER,
    });
    expect([given.status, given.json.code]).toEqual([403, 'beyond_reach']);
    const second = await limited.post('/api/v1/pitches', { departmentId: other.departmentId, offer: OFFER });
    expect([second.status, second.json.code]).toEqual([409, 'open_pitch_exists']);
  });

  it('sees what nobody owns, to take it up', async () => {
    const free = await buildPitch(app);
    await app.sql('update pitch set owner_id = null where id = $1', [free.id]);
    expect((await limited.get(`/api/v1/pitches/${free.id}`)).status).toBe(200);
  });

  it('sees the team’s with a team, from the next request on, also in jobs done in their name', async () => {
    const team = await admin.post('/api/v1/teams', { name: 'Plains' });
    expect(team.status).toBe(201);
    expect((await admin.post('/api/v1/teams', { name: 'plains' })).json.code).toBe('team_exists');
    expect(await reach(limited, 'team')).toBe(422);
    expect(await reach(limited, 'team', team.json.id)).toBe(200);
    expect((await limited.get(`/api/v1/pitches/${other.id}`)).status).toBe(404);
    expect(await reach(other.rep, 'all', team.json.id)).toBe(200);
    expect((await limited.get(`/api/v1/pitches/${other.id}`)).status).toBe(200);
    const listed = await page.get('/settings/teams');
    expect(listed.text).toContain('Plains');
    const people = app.get(PeopleQueries);
    const work = app.get(UnitOfWork);
    const seenBy = async (membershipId: string): Promise<number> => {
      const actor = await work.read(SYSTEM, (tx) => people.actorOf(tx, membershipId, 'token', null));
      if (!actor) throw new Error('nobody');
      const rows = await work.read(actor, (tx) =>
        tx.query('select from pitch where id = any ($1::uuid[])', [[other.id, mine.id]]),
      );
      return rows.length;
    };
    const membershipId = await membershipOf(limited.personId);
    expect(await seenBy(membershipId)).toBe(2);
    await app
      .get(ReachCommand)
      .reach([], { email: 'own@people.example', reach: 'own' }, { note() {}, result() {} } as never);
    expect(await seenBy(membershipId)).toBe(1);
  });

  it('is said so on the page by an admin, and only of reps', async () => {
    const desk = await app.signedIn('admin');
    const membershipId = await membershipOf(limited.personId);
    const saved = await desk.form(`/settings/teams/reach/${membershipId}`, { reach: 'all', teamId: '' });
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings/teams']);
    expect((await limited.get(`/api/v1/pitches/${other.id}`)).status).toBe(200);
    const refused = await desk.form(`/settings/teams/reach/${membershipId}`, { reach: 'team', teamId: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Choose the team');
    const reviewer = await app.as('reviewer');
    expect(await reach(reviewer, 'own')).toBe(422);
    expect(await admin.put(`/api/v1/memberships/${membershipId}/reach`, { reach: 'own' })).toMatchObject({
      status: 200,
    });
    expect((await limited.put(`/api/v1/memberships/${membershipId}/reach`, { reach: 'all' })).status).toBe(
      403,
    );
  });

  it('alone pays for it: everybody else’s plans know nothing of reach', async () => {
    const planOf = (actor: Actor): Promise<string> =>
      app.get(UnitOfWork).read(actor, async (tx) => {
        const rows = await tx.query<{ 'QUERY PLAN': string }>(
          `explain (costs off) select p.id, a.subject from pitch p join activity a on a.pitch_id = p.id where p.stage = 'pitched'`,
        );
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
    const rep = { side: 'vendor', role: 'rep', personId: mine.rep.personId } as VendorActor;
    expect(await planOf(rep)).toBe(await planOf(SYSTEM));
    expect(await planOf(rep)).not.toMatch(/reach|owner_id|InitPlan/);
    expect(await planOf({ ...rep, reach: [rep.personId] })).toMatch(/InitPlan/);
  });

  it('is not found by searching either, nor counted in reports', async () => {
    expect(await reach(limited, 'own')).toBe(200);
    const { name } = other.department;
    for (const q of [...NEEDLES, name, `move ${name}`]) {
      const { status, text } = await limited.get(`/api/v1/search?q=${encodeURIComponent(q)}`);
      expect(status).toBe(200);
      expect(text).not.toContain(other.id);
      for (const needle of NEEDLES) expect(text).not.toContain(needle);
    }
    const found = await other.rep.get(`/api/v1/search?q=${encodeURIComponent(name)}`);
    expect(found.text).toContain(other.id);
    const opened = async (client: TestClient) => {
      const { text } = await client.get('/reports/files/funnel.csv?from=2018-12-01&to=2019-01-14');
      return Number(text.split('\n')[1]?.split(',')[1]);
    };
    const [own] = await app.sql<{ count: number }>(
      'select count(*)::int as count from pitch where owner_id = $1 or owner_id is null',
      [limited.personId],
    );
    expect(await opened(limited)).toBe(own?.count);
    expect(await opened(admin)).toBeGreaterThan(own?.count ?? 0);
  });
});
