import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const DEPARTMENT = { name: 'Wexley Police', kind: 'municipal_police', state: 'OH' };

describe('requests', () => {
  let app: TestApp;
  let rep: TestClient;
  beforeAll(async () => {
    app = await startTestApp();
    rep = await app.as('rep');
  });
  afterAll(() => app.close());

  const count = async (): Promise<number> =>
    (await app.sql<{ n: number }>('select count(*)::int as n from department'))[0]?.n ?? 0;

  describe('with an Idempotency-Key', () => {
    it('get the first answer again, and do the work once', async () => {
      const keyed = rep.with({ 'idempotency-key': 'one' });
      const first = await keyed.post('/api/v1/departments', DEPARTMENT);
      const second = await keyed.post('/api/v1/departments', DEPARTMENT);
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.json).toEqual(first.json);
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect(await app.sql(`select 1 from department where name = 'Wexley Police'`)).toHaveLength(1);
    });

    it('are refused with another body', async () => {
      const answer = await rep
        .with({ 'idempotency-key': 'one' })
        .post('/api/v1/departments', { ...DEPARTMENT, name: 'Other' });
      expect([answer.status, answer.json.code]).toEqual([422, 'idempotency_key_reused']);
    });

    it('sent twenty at once do the work once', async () => {
      const before = await count();
      const keyed = rep.with({ 'idempotency-key': 'twenty' });
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          keyed.post('/api/v1/departments', { ...DEPARTMENT, name: 'Twenty' }),
        ),
      );
      expect(await count()).toBe(before + 1);
      expect(new Set(answers.map(({ status }) => status))).toEqual(
        new Set([201, 409].filter((status) => answers.some((answer) => answer.status === status))),
      );
    });

    it('are told apart by person', async () => {
      const other = await app.as('rep');
      const answer = await other
        .with({ 'idempotency-key': 'one' })
        .post('/api/v1/departments', { ...DEPARTMENT, name: 'Of another' });
      expect(answer.status).toBe(201);
    });

    it('that were refused may be sent again mended', async () => {
      const keyed = rep.with({ 'idempotency-key': 'mended' });
      expect((await keyed.post('/api/v1/departments', { ...DEPARTMENT, kind: 'castle' })).status).toBe(400);
      expect((await keyed.post('/api/v1/departments', { ...DEPARTMENT, name: 'Mended' })).status).toBe(201);
    });
  });

  describe('that are bad', () => {
    const problem = async (
      body: string,
      type = 'application/json',
    ): Promise<{ status: number; code: string; fields: string[]; text: string }> => {
      const answer = await rep.send('POST', '/api/v1/departments', { 'content-type': type }, body);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      return {
        status: answer.status,
        code: answer.json.code,
        fields: (answer.json.errors ?? []).map((error: { field: string }) => error.field),
        text: answer.text,
      };
    };

    it.each([
      ['JSON cut off', '{"name": "x"', 400],
      ['not JSON at all', 'hello', 400],
      ['an array', '[]', 400],
      ['nothing', '', 400],
      ['wrong types', JSON.stringify({ ...DEPARTMENT, name: 7, populationServed: 'many' }), 400],
      ['a number as text', JSON.stringify({ ...DEPARTMENT, populationServed: '20' }), 400],
      ['unknown fields', JSON.stringify({ ...DEPARTMENT, cameraLocations: [] }), 400],
      ['a prototype', '{"__proto__": {"name": "x"}, "name": "y"}', 400],
      ['NUL in a text', JSON.stringify({ ...DEPARTMENT, name: 'a\u0000b' }), 400],
    ])('are told what is wrong: %s', async (_what, body, status) => {
      const before = await count();
      const told = await problem(body);
      expect(told.status).toBe(status);
      expect(await count()).toBe(before);
    });

    it('name each field, and repeat no value', async () => {
      const told = await problem(
        JSON.stringify({ ...DEPARTMENT, kind: 'needle-castle', state: 'needle', cameraLocations: 'needle' }),
      );
      expect(told.fields).toEqual(expect.arrayContaining(['kind', 'cameraLocations']));
      expect(told.text).not.toContain('needle');
    });

    it('of ten megabytes are too large', async () => {
      const told = await problem(JSON.stringify({ ...DEPARTMENT, name: 'x'.repeat(10_000_000) }));
      expect([told.status, told.code]).toEqual([413, 'body_too_large']);
    });

    it('of a type we do not read are told so', async () => {
      expect((await problem('<xml/>', 'application/xml')).status).toBe(415);
    });

    it('with a cursor we did not make begin nowhere', async () => {
      for (const cursor of ['x', 'bnVsbA', Buffer.from('[{"a":1}]').toString('base64url')]) {
        const answer = await rep.get(`/api/v1/departments?cursor=${cursor}`);
        expect([answer.status, answer.json.code]).toEqual([400, 'invalid_cursor']);
      }
      expect((await rep.get('/api/v1/departments?limit=201')).status).toBe(400);
      expect((await rep.get('/api/v1/departments?limit=x')).status).toBe(400);
    });

    it('for what is not there are 404, also where the id is no id', async () => {
      expect((await rep.get('/api/v1/departments/00000000-0000-7000-8000-000000000000')).status).toBe(404);
      expect((await rep.get('/api/v1/departments/nonsense')).status).toBe(404);
      expect((await rep.with({ accept: 'text/html' }).get('/nowhere')).status).toBe(404);
    });
  });

  it('carry the headers that keep a page to itself', async () => {
    const { headers } = await app.anyone().with({ accept: 'text/html' }).get('/sign-in');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
