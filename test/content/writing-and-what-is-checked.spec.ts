import { ANNOUNCEMENT, buildDraft, type BuiltDraft, save } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('writing a text', () => {
  let app: TestApp;
  let draft: BuiltDraft;
  let pio: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
    draft = await buildDraft(app);
    pio = await app.signedIn({ role: 'pio', departmentId: draft.departmentId, name: 'Dana Whitcomb' });
    await app.as({ role: 'reviewer', groups: ['communications'] });
    await app.as({ role: 'reviewer', groups: ['legal'] });
  });
  afterAll(() => app.close());

  const current = async (as = draft.pio) =>
    (await as.get(`/api/v1/drafts/${draft.draftId}`)).json.currentRevision;
  const copies = () => app.sql('select 1 from draft_working_copy');
  const keep = (as: TestClient, baseRevisionId: string, fields: Record<string, string>) =>
    as.form(`/drafts/${draft.draftId}/working-copy`, { baseRevisionId, ...fields });
  const refusals = async (confirmed?: string[]) => {
    const { status, json } = await draft.pio.post(
      `/api/v1/drafts/${draft.draftId}/submission`,
      confirmed && { confirmed },
    );
    return status === 201 ? [] : json.errors.map(({ code }: { code: string }) => code);
  };

  it('is kept while one types: checked, for oneself alone, and no revision', async () => {
    const before = await current();
    const shown = await keep(pio, before.id, {
      'values.headline': 'It reduces crime',
      'body.on_the_record': 'Said so.',
    });
    expect(shown.status).toBeLessThan(300);
    expect(shown.text.includes('“reduces crime” is a claim that is not approved')).toBe(true);
    const again = await pio.get(`/write/${draft.draftId}`);
    expect(again.text.includes('value="It reduces crime"')).toBe(true);
    expect(again.text.includes('which are not saved')).toBe(true);
    expect((await current()).id).toBe(before.id);
    const rep = await app.signedIn({ role: 'rep', name: 'Sam Okafor' });
    expect((await rep.get(`/write/${draft.draftId}`)).text.includes('It reduces crime')).toBe(false);
    const records = await app.signedIn({ role: 'records_officer', departmentId: draft.departmentId });
    expect((await keep(records, before.id, {})).status).toBe(403);
    await pio.form(`/drafts/${draft.draftId}/working-copy/removal`, {});
    expect((await pio.get(`/write/${draft.draftId}`)).text.includes('It reduces crime')).toBe(false);
    expect(await copies()).toEqual([]);
  });

  it('over a text somebody saved meanwhile shows both, and takes of each what the form says', async () => {
    const base = await current();
    const other = await save(draft.rep, draft.draftId, {
      values: { headline: 'Their headline', whyJoined: 'they say so' },
    });
    expect(other.status).toBe(201);
    const refused = await pio.form(`/drafts/${draft.draftId}/revisions`, {
      baseRevisionId: base.id,
      'values.headline': 'My headline',
      'values.whyJoined': ANNOUNCEMENT.whyJoined,
    });
    expect(refused.status).toBe(409);
    expect(refused.text.includes('both changed it')).toBe(true);
    expect(refused.text.includes('name="mine.values.headline" value="My headline"')).toBe(true);
    // Nothing is lost by leaving the page.
    expect((await pio.get(`/write/${draft.draftId}`)).text.includes(`/write/${draft.draftId}/conflict`)).toBe(
      true,
    );
    expect((await pio.get(`/write/${draft.draftId}/conflict`)).text.includes('My headline')).toBe(true);
    const settled = await pio.form(`/drafts/${draft.draftId}/conflict-answers`, {
      baseRevisionId: other.json.currentRevision.id,
      'mine.values.headline': 'My headline',
      'take.values.headline': 'mine',
      'mine.values.whyJoined': ANNOUNCEMENT.whyJoined,
      'take.values.whyJoined': 'theirs',
    });
    expect(settled.status).toBe(303);
    expect((await current()).values).toMatchObject({ headline: 'My headline', whyJoined: 'they say so' });
    expect(await copies()).toEqual([]);
  });

  it('is held back by the rules of the admin, from their next version on', async () => {
    const admin = await app.as('admin');
    const rules = (await admin.get('/api/v1/writing-rules')).json;
    expect(rules.version).toBe(0);
    await save(draft.pio, draft.draftId, { body: { on_the_record: 'This is a silver bullet.' } });
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}/checks`)).json.checks).toEqual([]);
    const set = { ...rules, claims: [{ words: 'silver bullet', instead: 'say what it does' }] };
    expect((await draft.rep.put('/api/v1/writing-rules', set)).status).toBe(403);
    expect((await admin.put('/api/v1/writing-rules', { ...set, hosts: ['https://x'] })).status).toBe(400);
    expect((await admin.put('/api/v1/writing-rules', set)).json.version).toBe(1);
    expect((await admin.put('/api/v1/writing-rules', { ...set, claims: [] })).json.code).toBe(
      'stale_revision',
    );
    const { checks } = (await draft.pio.get(`/api/v1/drafts/${draft.draftId}/checks`)).json;
    expect(checks).toMatchObject([{ code: 'unapproved_claim', field: 'body.on_the_record', blocks: true }]);
    expect(await refusals()).toEqual(['unapproved_claim']);
    const page = await (await app.signedIn('admin')).get('/settings/writing');
    expect(page.text.includes('silver bullet &#x3D;&gt; say what it does')).toBe(true);
  });

  it('that names somebody or touches a case waits for its author’s word on exactly this text', async () => {
    await save(draft.pio, draft.draftId, { body: { on_the_record: 'Carl Jensen, 34, saw the suspects.' } });
    expect((await refusals()).sort()).toEqual(['checklist', 'person_without_consent']);
    expect(await refusals(['active_case'])).toEqual(['person_without_consent']);
    expect(await refusals(['active_case', 'person:Carl Jensen'])).toEqual([]);
    await save(draft.pio, draft.draftId, { body: { on_the_record: 'Carl Jensen, 34, saw two suspects.' } });
    // Their agreement stands; what was said of the case was said of other words.
    expect(await refusals()).toEqual(['checklist']);
    await save(draft.pio, draft.draftId, { body: { on_the_record: 'Fine.' } });
  });

  it('takes a picture with all that has to be known of it, and no other', async () => {
    const form = new FormData();
    form.set('altText', 'The town hall');
    form.set('rights', 'Taken by the city');
    form.set('consent', 'nobody_shown');
    form.set('expiresOn', '2019-02-30');
    form.set('file', new Blob([]), '');
    const empty = await pio.send('POST', `/drafts/${draft.draftId}/pictures`, { accept: 'text/html' }, form);
    expect(empty.status).toBe(422);
    expect(empty.text).toMatch(/id="picture-file-error">.*Choose a file\.<\/span>/);
    expect(empty.text).toContain('value="Taken by the city"');
    form.set('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'hall.png');
    const upload = () => pio.send('POST', `/drafts/${draft.draftId}/pictures`, { accept: 'text/html' }, form);
    expect((await upload()).status).toBe(422);
    form.set('expiresOn', '2019-04-30');
    expect((await upload()).status).toBe(303);
    expect((await current()).assets).toMatchObject([{ altText: 'The town hall' }]);
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}/checks`)).json.checks).toEqual([]);
    app.clock.set(new Date('2019-05-01T06:00:00Z'));
    expect(await refusals()).toEqual(['picture_expired']);
    app.clock.set(new Date('2019-04-11T19:00:00Z'));
    const { id } = await current();
    await pio.form(`/drafts/${draft.draftId}/revisions`, { baseRevisionId: id, picturesShown: 'true' });
    expect((await current()).assets).toEqual([]);
  });

  it('leaves nothing of what was typed and not saved, once it is closed; what is typed over an open one stays', async () => {
    const other = await buildDraft(app);
    const { currentRevision } = (await other.pio.get(`/api/v1/drafts/${other.draftId}`)).json;
    const writer = await app.signedIn({ role: 'pio', departmentId: other.departmentId });
    const typed = { baseRevisionId: currentRevision.id, 'values.headline': 'Typed and left' };
    await writer.form(`/drafts/${other.draftId}/working-copy`, typed);
    await app.runScheduled('content.forget-copies');
    expect(await copies()).toHaveLength(1);
    expect((await other.pio.post(`/api/v1/drafts/${other.draftId}/withdrawal`)).status).toBe(201);
    await app.runScheduled('content.forget-copies');
    expect(await copies()).toEqual([]);
  });

  it('moves to a newer version of its template on request, as a revision, with its words', async () => {
    const [admin, second] = [await app.as('admin'), await app.as('admin')];
    const { id } = (await admin.get('/api/v1/templates?kind=press_release')).json.data[0];
    const old = (await admin.get(`/api/v1/templates/${id}`)).json;
    const source = old.source
      .replace('reviewed this release before publication', 'read this release before publication')
      .replace(
        '{{#block "boilerplate"',
        '{{#block "thanks" "fill_in" label="Thanks"}}{{thanks}}{{/block}}\n\n{{#block "boilerplate"',
      );
    const fields = old.fields.map((field: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(field).filter(([, value]) => value !== null)),
    );
    const next = await admin.post('/api/v1/templates', {
      key: old.key,
      kind: old.kind,
      name: old.name,
      fields: [...fields, { name: 'thanks', label: 'Thanks', type: 'text' }],
      source,
    });
    expect(next.status).toBe(201);
    expect((await pio.get(`/write/${draft.draftId}`)).text.includes('newer version of the template')).toBe(
      false,
    );
    expect((await second.post(`/api/v1/templates/${id}/approval`)).status).toBe(201);
    const page = await pio.get(`/write/${draft.draftId}`);
    expect(page.text.includes('newer version of the template')).toBe(true);
    expect(page.text).toMatch(/<del[^>]*>reviewed<\/del><ins[^>]*>read<\/ins>/);
    expect(page.text.includes('Asks for Thanks, which may stay empty')).toBe(true);
    const before = await current();
    const move = (baseRevisionId: string, versionId = next.json.versionId) =>
      draft.pio.post(`/api/v1/drafts/${draft.draftId}/template-version`, { baseRevisionId, versionId });
    expect((await move(before.id, old.versionId)).json.code).toBe('no_newer_template');
    const moved = await move(before.id);
    expect(moved.status).toBe(201);
    const after = moved.json.currentRevision;
    expect([after.number, after.values.headline, after.body.on_the_record]).toEqual([
      before.number + 1,
      'My headline',
      'Fine.',
    ]);
    const disclosure = after.blocks.find((block: { id: string }) => block.id === 'disclosure').text;
    expect(disclosure.includes('read this release')).toBe(true);
    expect((await move(before.id)).json.code).toBe('stale_revision');
    expect((await move(after.id)).json.code).toBe('no_newer_template');
  });

  it('begins with a template an admin wrote by page: errors at the line, previews, another admin’s approval', async () => {
    const [admin, second] = [await app.signedIn('admin'), await app.signedIn('admin')];
    const form = {
      key: 'thank-you',
      kind: 'social_post',
      name: 'Thank you',
      'fields.0.name': 'words',
      'fields.0.label': 'Your words',
      'fields.0.type': 'text',
      'fields.0.maxLength': '80',
      'fields.0.required': 'true',
      'fields.1.name': 'disclosure',
      'fields.1.type': 'fact',
      source: '{{#block "words" "fill_in"}}\n\n{{wrods}}{{/block}}',
    };
    const wrong = await admin.form('/settings/templates/preview', form);
    expect(wrong.text.includes('Line 3: there is no field &quot;wrods&quot;')).toBe(true);
    expect((await admin.form('/settings/templates', form)).status).toBe(422);
    const source =
      '{{#block "words" "fill_in"}}{{words}}{{/block}}\n{{#block "disclosure" "locked" kind="disclosure"}}{{disclosure}}{{/block}}';
    const worst = await admin.form('/settings/templates/preview', { ...form, source, previewWith: 'worst' });
    expect(worst.text.includes('Llanfairpwll')).toBe(true);
    const real = await admin.form('/settings/templates/preview', {
      ...form,
      source,
      previewWith: draft.partnershipId,
    });
    expect(real.text.includes('earns one $200 device per 20 downloads')).toBe(true);
    const stored = await admin.form('/settings/templates', { ...form, source });
    const address = stored.headers.get('location') ?? '';
    expect(stored.status).toBe(303);
    expect((await admin.form(`${address}/approval`, {})).status).toBe(403);
    expect((await second.form(`${address}/approval`, {})).status).toBe(303);
    expect((await second.get('/settings/templates')).text.includes('Thank you')).toBe(true);
    expect((await pio.get('/settings/templates')).status).toBe(403);
  });
});
