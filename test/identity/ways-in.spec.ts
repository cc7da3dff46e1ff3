import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { PeopleService } from '../../src/identity/people.service.js';
import { FirstStartService } from '../../src/identity/first-start.service.js';
import { startTestApp, type TestApp } from '../support/app.js';

const PASSWORD = 'four quiet brown herons';

describe('ways in', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp({ now: '2019-02-28T15:00:00Z' });
  });
  afterEach(() => app.close());

  const cookieOf = (headers: Headers): string =>
    (headers.getSetCookie().find((cookie) => cookie.startsWith('session=')) ?? '').split(';')[0] ?? '';
  const setUp = async (): Promise<string> => {
    const secret = await app.get(FirstStartService).renew();
    const answer = await app
      .anyone()
      .form(`/setup/${secret}`, { name: 'Ines Halloran', email: 'ines@hallam.example', password: PASSWORD });
    expect(answer.status).toBe(303);
    return cookieOf(answer.headers);
  };

  it('make the first admin by a link that works once', async () => {
    const secret = await app.get(FirstStartService).renew();
    const shown = await app.anyone().with({ accept: 'text/html' }).get(`/setup/${secret}`);
    expect(shown.status).toBe(200);
    const short = await app
      .anyone()
      .form(`/setup/${secret}`, { name: 'Ines', email: 'ines@hallam.example', password: 'short' });
    expect(short.status).toBe(422);
    expect(short.text).toContain('12 to 200 characters');
    const both = await Promise.all(
      [1, 2].map((n) =>
        app
          .anyone()
          .form(`/setup/${secret}`, { name: 'Ines', email: `ines${n}@hallam.example`, password: PASSWORD }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect(await app.get(FirstStartService).renew()).toBeNull();
    expect(await app.sql('select 1 from person')).toHaveLength(1);
  });

  it('keep of a session, a link and a token nothing that could be used', async () => {
    const cookie = await setUp();
    const admin = await app.as('admin');
    const dump = JSON.stringify(
      await app.sql(
        'select (select jsonb_agg(s) from session s) as s, (select jsonb_agg(t) from api_token t) as t, (select jsonb_agg(p) from person p) as p',
      ),
    );
    expect(dump).not.toContain(cookie.replace('session=', ''));
    expect(dump).not.toContain(PASSWORD);
    expect(dump).toContain('$argon2id$');
    expect((await admin.get('/api/v1/me')).json).toMatchObject({ role: 'admin', side: 'vendor' });
  });

  it('open by password, and tell nobody whether an address is known', async () => {
    await setUp();
    const right = await app
      .anyone()
      .form('/sign-in', { email: 'ines@hallam.example', password: PASSWORD, next: '/board' });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/board']);
    const [known, unknown] = [
      await app
        .anyone()
        .form('/sign-in', { email: 'ines@hallam.example', password: 'four quiet brown geese' }),
      await app
        .anyone()
        .form('/sign-in', { email: 'nobody@hallam.example', password: 'four quiet brown geese' }),
    ];
    expect([known.status, unknown.status]).toEqual([422, 422]);
    expect(unknown.text.replace('nobody@', 'ines@')).toBe(known.text);
    const elsewhere = await app
      .anyone()
      .form('/sign-in', { email: 'ines@hallam.example', password: PASSWORD, next: '//evil.example/' });
    expect(elsewhere.headers.get('location')).toBe('/');
  });

  it('close for a while after too many tries', async () => {
    await setUp();
    const tries = [];
    for (let i = 0; i < 12; i++)
      tries.push(
        (await app.anyone().form('/sign-in', { email: 'ines@hallam.example', password: `wrong ${i} wrong` }))
          .status,
      );
    expect(tries.slice(0, 10)).toEqual(Array(10).fill(422));
    expect(tries.slice(10)).toEqual([429, 429]);
    app.clock.set('2019-02-28T15:20:00Z');
    expect(
      (await app.anyone().form('/sign-in', { email: 'ines@hallam.example', password: PASSWORD })).status,
    ).toBe(303);
  });

  it('by a mailed link: looking uses nothing up, pressing does, once', async () => {
    const rep = await app.as({ role: 'rep', email: 'mara@hallam.example' });
    const { url } = await app
      .get(UnitOfWork)
      .run(SYSTEM, (tx) => app.get(PeopleService).createSignInLink(tx, { personId: rep.personId, hours: 1 }));
    const path = new URL(url).pathname;
    const browser = app.anyone().with({ accept: 'text/html' });
    for (let i = 0; i < 5; i++) expect((await browser.get(path)).status).toBe(200);
    expect((await browser.send('HEAD', path)).status).toBe(200);
    const used = await browser.form(path, {});
    expect(used.status).toBe(303);
    expect(used.headers.getSetCookie().join()).toMatch(/session=.*HttpOnly.*SameSite=Lax/);
    expect((await browser.form(path, {})).status).toBe(410);
    expect((await browser.get(path)).status).toBe(410);
  });

  it('by a link asked for at the sign-in page, in a mail only its owner reads', async () => {
    await app.as({ role: 'rep', email: 'mara@hallam.example' });
    for (const email of ['mara@hallam.example', 'nobody@hallam.example']) {
      const answer = await app.anyone().form('/sign-in/link', { email });
      expect(answer.status).toBe(200);
    }
    await app.drain();
    const mails = await app.sql<{ to_address: string }>(`select to_address from email_message`);
    expect(mails.map(({ to_address }) => to_address)).toEqual(['mara@hallam.example']);
    const admin = await app.as('admin');
    const log = await admin.get('/api/v1/emails');
    const raw = await admin.get(`/api/v1/emails/${log.json.data[0].id}/raw`);
    expect(raw.text + log.text).not.toMatch(/sign-in\/[\w-]{20,}/);
  });

  it('end everywhere at once, and for a deactivated person at once', async () => {
    const one = await app.signedIn({ role: 'rep', email: 'mara@hallam.example' });
    const two = await app.signedIn({ role: 'rep', email: 'mara@hallam.example' });
    const token = await app.as({ role: 'rep', email: 'mara@hallam.example' });
    expect((await one.get('/account')).status).toBe(200);
    expect((await one.form('/sign-out-everywhere', {})).status).toBe(303);
    expect((await two.get('/account')).headers.get('location')).toContain('/sign-in');
    expect((await token.get('/api/v1/me')).status).toBe(200);
    const admin = await app.signedIn('admin');
    expect((await admin.form(`/settings/people/${token.personId}/deactivation`, {})).status).toBe(303);
    expect((await token.get('/api/v1/me')).status).toBe(401);
  });

  it('never lets the last admin be deactivated', async () => {
    const admin = await app.signedIn('admin');
    const answer = await admin.form(`/settings/people/${admin.personId}/deactivation`, {});
    expect(answer.status).toBe(409);
    expect(await app.sql('select 1 from person where disabled_at is not null')).toHaveLength(0);
  });

  it('open by invitation, once', async () => {
    const admin = await app.signedIn('admin');
    const invited = await admin.form('/settings/people/invitations', {
      name: 'Jo Lindqvist',
      email: 'jo@hallam.example',
      role: 'reviewer',
      groups: 'communications',
    });
    const path = /\/invitations\/[\w-]+/.exec(invited.text)?.[0] ?? '';
    expect((await app.anyone().with({ accept: 'text/html' }).get(path)).text).toContain('Join Liaison');
    const both = await Promise.all(
      [1, 2].map(() => app.anyone().form(path, { name: 'Jo Lindqvist', password: PASSWORD })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
    const [row] = await app.sql<{ groups: string[] }>(
      `select m.groups from membership m join person p on p.id = m.person_id where p.email = 'jo@hallam.example'`,
    );
    expect(row?.groups).toEqual(['communications']);
  });

  it('hold several memberships, one at a time', async () => {
    const admin = await app.as('admin');
    const department = await admin.post('/api/v1/departments', {
      name: 'Wexley Police',
      kind: 'municipal_police',
      state: 'OH',
    });
    const browser = await app.signedIn({ role: 'rep', email: 'both@hallam.example' });
    await app.as({ role: 'pio', departmentId: department.json.id, email: 'both@hallam.example' });
    expect((await browser.get('/board')).status).toBe(200);
    const [pio] = await app.sql<{ id: string }>(
      `select m.id from membership m join person p on p.id = m.person_id where p.email = 'both@hallam.example' and m.role = 'pio'`,
    );
    expect((await browser.form('/memberships/current', { membershipId: pio?.id ?? '' })).status).toBe(303);
    expect((await browser.get('/board')).status).toBe(403);
  });

  it('scope a token down to what it is for', async () => {
    const token = await app.as({ role: 'admin', scopes: ['departments.read'] });
    expect((await token.get('/api/v1/departments')).status).toBe(200);
    expect((await token.get('/api/v1/pitches')).status).toBe(403);
  });
});

describe('the session cookie over https', () => {
  it('is bound to this host', async () => {
    const app = await startTestApp({ env: { PUBLIC_URL: 'https://desk.hallam.example' } });
    try {
      const secret = await app.get(FirstStartService).renew();
      const answer = await app
        .anyone()
        .form(`/setup/${secret}`, { name: 'Ines', email: 'ines@hallam.example', password: PASSWORD });
      expect(answer.headers.getSetCookie().join()).toMatch(
        /__Host-session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax/,
      );
      expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    } finally {
      await app.close();
    }
  });
});
