import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { TemplatesService } from '../../src/templates/templates.service.js';
import { builtInTemplates } from '../../src/templates/built-in.js';

const lines = (...all: string[]) => all.join('\n');
const template = {
  key: 'thank-you-post',
  kind: 'social_post',
  name: 'Thank-you post',
  fields: [
    { name: 'words', label: 'Your words', type: 'text', required: true, maxLength: 100 },
    { name: 'disclosure', type: 'fact' },
  ],
  source: lines(
    '{{#block "words" "fill_in"}}{{words}}{{/block}}',
    '{{#block "disclosure" "locked" kind="disclosure"}}{{disclosure}}{{/block}}',
  ),
};

describe('templates', () => {
  let app: TestApp;
  let admin: TestClient;
  const rows = async () => (await app.sql<{ count: string }>('select count(*) from template_version'))[0]!.count;

  beforeAll(async () => {
    app = await startTestApp();
    admin = await app.as('admin');
  });
  afterAll(() => app.close());

  it('that come with Liaison are installed approved, and once', async () => {
    const { json } = await admin.get('/api/v1/templates');
    expect(json.data.map((one: { key: string }) => one.key).sort()).toEqual(builtInTemplates().map(({ key }) => key).sort());
    expect(json.data.every((one: { approvedAt: string | null }) => one.approvedAt !== null)).toBe(true);
    const before = await rows();
    await Promise.all([1, 2].map(() => app.get(TemplatesService).reinstall()));
    expect(await rows()).toBe(before);
  });

  it('come back by themselves when the installation was emptied meanwhile', async () => {
    const cleared = await startTestApp();
    await cleared.sql('alter table template_approval disable trigger user');
    await cleared.sql('alter table template_version disable trigger user');
    await cleared.sql('alter table template disable trigger user');
    await cleared.sql('delete from template_approval');
    await cleared.sql('delete from template_version');
    await cleared.sql('delete from template');
    await cleared.runScheduled('templates.install');
    expect(await cleared.sql('select 1 from template_approval')).toHaveLength(builtInTemplates().length);
    await cleared.close();
  });

  it('say what they ask for and which blocks are locked', async () => {
    const { json } = await admin.get('/api/v1/templates?kind=press_release');
    expect(json.data).toHaveLength(1);
    const { status, json: one } = await admin.get(`/api/v1/templates/${json.data[0].id}`);
    expect(status).toBe(200);
    expect(one.fields.find((field: { name: string }) => field.name === 'headline')).toMatchObject({
      type: 'text',
      required: true,
      maxLength: 90,
    });
    expect(one.blocks).toContainEqual(expect.objectContaining({ id: 'disclosure', role: 'locked' }));
    expect(one.blocks).toContainEqual(expect.objectContaining({ id: 'what_it_means', role: 'free' }));
  });

  it('are listed in pages', async () => {
    const first = (await admin.get('/api/v1/templates?limit=10')).json;
    const second = (await admin.get(`/api/v1/templates?limit=10&cursor=${first.nextCursor}`)).json;
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([10, 6, null]);
    expect((await admin.get('/api/v1/templates?cursor=nonsense')).status).toBe(400);
    expect((await admin.get('/api/v1/templates?kind=song')).status).toBe(400);
  });

  it('get a new version whenever their file changes', async () => {
    const changed = builtInTemplates().map((one) =>
      one.key === 'sms-reply' ? { ...one, name: 'Answer to the keyword', contentHash: 'a'.repeat(64) } : one,
    );
    await app.get(TemplatesService).installBuiltIns(changed);
    const { json } = await admin.get('/api/v1/templates?kind=sms_reply');
    expect(json.data).toMatchObject([{ name: 'Answer to the keyword', version: 2 }]);
  });

  it('that name an unknown field are refused with the line, and nothing is written', async () => {
    const before = await rows();
    const source = lines('{{#block "words" "fill_in"}}', '', '{{wrods}}', '{{/block}}');
    const { status, json } = await admin.post('/api/v1/templates', { ...template, source });
    expect([status, json.code]).toEqual([422, 'template_invalid']);
    expect(json.detail).toContain('Line 3');
    expect(json.errors).toEqual([{ field: 'source', message: expect.stringContaining('there is no field "wrods"') }]);
    expect(await rows()).toBe(before);
  });

  it.each([
    ['an unknown fact', { fields: [{ name: 'shoeSize', type: 'fact' }] }, 422],
    ['an unknown type', { fields: [{ name: 'words', type: 'song' }] }, 400],
    ['an unknown property', { colour: 'red' }, 400],
    ['a source that is no text', { source: 5 }, 400],
    ['a bad key', { key: 'A B' }, 400],
  ])('with %s are refused', async (_what, wrong, status) => {
    const before = await rows();
    expect((await admin.post('/api/v1/templates', { ...template, ...wrong })).status).toBe(status);
    expect(await rows()).toBe(before);
  });

  it('are used only once another admin has approved them', async () => {
    const { status, json } = await admin.post('/api/v1/templates', template);
    expect(status).toBe(201);
    expect(json).toMatchObject({ version: 1, builtIn: false, approvedAt: null });
    expect((await admin.get(`/api/v1/templates/${json.id}`)).status).toBe(404);
    const own = await admin.post(`/api/v1/templates/${json.id}/approval`);
    expect([own.status, own.json.code]).toEqual([403, 'own_work']);
    const past = app.sql(
      `insert into template_approval (version_id, approved_by, approved_at) select id, author_id, now() from template_version where id = $1`,
      [json.versionId],
    );
    await expect(past).rejects.toThrow('its author may not approve');
    const other = await app.as('admin');
    expect((await other.post(`/api/v1/templates/${json.id}/approval`)).status).toBe(201);
    expect((await other.post(`/api/v1/templates/${json.id}/approval`)).status).toBe(409);
    expect((await admin.get(`/api/v1/templates/${json.id}`)).json).toMatchObject({ name: 'Thank-you post', version: 1 });

    const next = await admin.post('/api/v1/templates', { ...template, name: 'Thanks' });
    expect(next.json).toMatchObject({ id: json.id, version: 2 });
    expect((await admin.get(`/api/v1/templates/${json.id}`)).json).toMatchObject({ version: 1 });
  });

  it('are written by admins and read by everyone who is signed in', async () => {
    for (const role of ['rep', 'reviewer', 'fulfilment'] as const) {
      const client = await app.as(role);
      expect((await client.get('/api/v1/templates')).status).toBe(200);
      expect((await client.post('/api/v1/templates', template)).status).toBe(403);
    }
    expect((await app.anyone().get('/api/v1/templates')).status).toBe(401);
  });

  it('cannot be changed or deleted, by nobody', async () => {
    await expect(app.sql(`update template_version set source = 'x'`)).rejects.toThrow();
    await expect(app.sql('delete from template_version')).rejects.toThrow();
  });
});
