import { DEPARTMENT_ROLES, type Role, VENDOR_ROLES } from '../../src/platform/actor.js';
import { PERMISSIONS } from '../../src/identity/permissions.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { readRoutes, type Route } from '../support/routes.js';
import { size } from '../support/size.js';

/** Routes anyone may call; a new one has to be written down here on purpose. */
const OPEN = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'POST /theme',
  'GET /sign-in',
  'POST /sign-in',
  'POST /sign-in/link',
  'GET /sign-in/:secret',
  'POST /sign-in/:secret',
  'GET /setup/:token',
  'POST /setup/:token',
  'POST /setup/:token/demo',
  'GET /demo',
  'POST /demo/people/:email/session',
  'GET /invitations/:token',
  'POST /invitations/:token',
];
const OPEN_PREFIXES = [
  '/transparency',
  '/r/',
  '/u/',
  '/hooks/',
  '/we-posted/',
  '/calendar/',
  '/stop-mails/',
  '/decide/',
  '/sign-offs/',
];

describe('the table of rights', () => {
  let app: TestApp;
  let routes: Route[];

  beforeAll(async () => {
    app = await startTestApp();
    routes = readRoutes(app);
  });
  afterAll(() => app.close());

  it('names a permission for every route, or says on purpose that it is open', () => {
    const closed = routes.filter(({ isPublic, permission }) => !isPublic && permission === undefined);
    expect(closed.map(({ name }) => name)).toEqual([]);
    const open = routes.filter(
      ({ isPublic, name, path }) =>
        isPublic && !OPEN.includes(name) && !OPEN_PREFIXES.some((prefix) => path.startsWith(prefix)),
    );
    expect(open.map(({ name }) => name)).toEqual([]);
  });

  it('is the one of the product: who may do what', () => {
    const table = Object.fromEntries(
      Object.entries(PERMISSIONS).map(([name, roles]) => [name, [...roles].sort().join(' ')]),
    );
    const vendor = 'admin fulfilment rep reviewer';
    const everyone = 'admin fulfilment pio records_officer rep reviewer';
    expect(table).toEqual({
      'departments.read': vendor,
      'departments.write': 'admin rep',
      'imports.manage': 'admin rep',
      'fields.manage': 'admin',
      'views.manage': vendor,
      'pitches.read': vendor,
      'pitches.write': 'admin rep',
      'partnerships.read': everyone,
      'partnerships.write': 'admin rep',
      'partnerships.recount': 'admin',
      'downloads.read': everyone,
      'downloads.ingest': 'admin rep',
      'downloads.correct': 'admin rep',
      'rewards.read': everyone,
      'rewards.accept': 'admin pio rep',
      'rewards.refuse': 'admin pio rep',
      'rewards.approve': 'admin',
      'rewards.fulfil': 'admin fulfilment',
      'rewards.deliver': 'admin fulfilment pio',
      'rewards.dispose': 'admin pio rep',
      'allowances.write': 'admin rep',
      'templates.read': everyone,
      'templates.write': 'admin',
      'drafts.read': everyone,
      'drafts.write': 'admin pio rep',
      'drafts.submit': 'admin pio rep',
      'drafts.answer': 'admin pio rep',
      'drafts.decide': 'pio',
      'drafts.release': 'admin pio',
      'drafts.correct': 'admin pio rep',
      'drafts.recall': 'admin pio rep',
      'reviews.read': vendor,
      'reviews.decide': 'admin reviewer',
      'reminders.read': everyone,
      'reminders.write': 'admin pio rep',
      'outreach.write': 'admin pio rep',
      'mail.read': vendor,
      'mail.write': 'admin rep',
      'audit.read': everyone,
      'records.read': 'admin pio records_officer rep',
      'reports.read': vendor,
      'webhooks.manage': 'admin',
      'people.manage': 'admin',
      'policies.manage': 'admin',
      'reviews.break_glass': 'admin',
      'threads.write': 'admin pio rep reviewer',
      'organisation.read': vendor,
      'organisation.write': 'admin',
      'own.account': everyone,
    });
  });

  it('holds at the door, for every role and every route', async () => {
    const admin = await app.as('admin');
    const { id } = (
      await admin.post('/api/v1/departments', {
        name: 'Somewhere Police',
        kind: 'municipal_police',
        state: 'KS',
      })
    ).json;
    const wrong: string[] = [];
    for (const [turn, role] of ([...VENDOR_ROLES, ...DEPARTMENT_ROLES] as Role[]).entries()) {
      const departmentId = DEPARTMENT_ROLES.includes(role) ? (id as string) : undefined;
      const client = await app.as(departmentId ? { role, departmentId } : { role });
      for (const [place, route] of routes.entries()) {
        if (!route.permission || route.path === '/live') continue;
        const allowed = (PERMISSIONS[route.permission] as readonly Role[]).includes(role);
        // Whoever has no right is turned away at every route; whoever has one is let in at a quarter of them, by turns.
        if (allowed && (place + turn) % size(4, 1) !== 0) continue;
        const path = route.path.replace(/:\w+/g, '00000000-0000-7000-8000-000000000000');
        const answer = await client.send(
          route.method,
          path,
          route.method === 'GET' ? {} : { 'content-type': 'application/json' },
          route.method === 'GET' ? undefined : '{"not":"known"}',
        );
        const refusedAtDoor = answer.status === 403 && answer.json?.code === 'forbidden';
        if (answer.status === 401 || answer.status >= 500 || refusedAtDoor === allowed)
          wrong.push(`${role} ${route.name}: ${answer.status} ${answer.json?.code ?? ''}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('asks a stranger to sign in, on every route that is not open, however it is spelled', async () => {
    const wrong: string[] = [];
    for (const [place, { method, path, permission, name }] of routes.entries()) {
      if (!permission) continue;
      const filled = path.replace(/:\w+/g, '00000000-0000-7000-8000-000000000000');
      const answer = await app
        .anyone()
        .send(
          method,
          filled,
          method === 'GET' ? {} : { 'content-type': 'application/json' },
          method === 'GET' ? undefined : '{}',
        );
      if (answer.status !== 401) wrong.push(`${name}: ${answer.status}`);
      const spellings = [
        `/${filled}`,
        `${filled}/`,
        filled.toUpperCase(),
        `/${filled.slice(1).replace(/\/([^/]+)$/, '%2f$1')}`,
      ];
      // Each route in one of them, by turns; in all of them only at full size.
      const few = size(1, spellings.length);
      for (const spelled of spellings.filter((_, n) => few > 1 || n === place % spellings.length)) {
        const again = await app
          .anyone()
          .send(
            method,
            spelled,
            method === 'GET' ? {} : { 'content-type': 'application/json' },
            method === 'GET' ? undefined : '{}',
          );
        if (![400, 401, 404].includes(again.status)) wrong.push(`${method} ${spelled}: ${again.status}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});
