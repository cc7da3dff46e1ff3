import { createHash } from 'node:crypto';
import { builtIn } from '../../src/social/masters.js';
import { PicturesService } from '../../src/social/pictures.service.js';
import {
  ANNOUNCEMENT,
  approve,
  buildDraft,
  type BuiltDraft,
  buildReviewers,
  buildSigned,
  decide,
  type Reviewers,
  save,
} from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { pdfUaFaults } from '../platform/pdf-ua.js';
import { pdfText } from '../support/pdf-text.js';
import { unzipped, wordChanges } from './unzipped.js';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('a text that people take away', () => {
  let app: TestApp;
  let reviewers: Reviewers;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-22T16:00:00Z' });
    reviewers = await buildReviewers(app);
  });
  afterAll(() => app.close());

  /** The kit's first post of a new partnership, approved. */
  async function approvedPost(text?: string): Promise<BuiltDraft & { contentHash: string }> {
    const signed = await buildSigned(app);
    const { data } = (await signed.pio.get('/api/v1/drafts')).json;
    const post = data.find(({ title }: Record<'title', string>) => title.includes('we have joined'));
    const draft = { ...signed, draftId: post.id as string };
    if (text) await save(draft.pio, draft.draftId, { body: { post: text } });
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
    const decided = await decide(reviewers.second, draft.draftId, 'communications');
    if (decided.status !== 201) throw new Error(`Not approved: ${decided.text}`);
    const { state, currentRevision } = (await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json;
    if (state !== 'approved') await decide(reviewers.legal, draft.draftId, 'legal');
    return { ...draft, contentHash: currentRevision.contentHash as string };
  }

  const receipts = async (draft: BuiltDraft) =>
    (await draft.pio.get(`/api/v1/drafts/${draft.draftId}/receipts`)).json;

  it('comes as page, plain text, Word and tagged PDF, each with a receipt for exactly its bytes', async () => {
    const draft = await buildDraft(app, { ...ANNOUNCEMENT, headline: '“Łódź” & co. #1 *join* $x$' });
    const added = new FormData();
    added.set('altText', 'The town hall');
    added.set('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'hall.png');
    const asset = await draft.pio.send('POST', `/api/v1/drafts/${draft.draftId}/assets`, {}, added);
    await save(draft.pio, draft.draftId, { assetIds: [asset.json.id] });
    const taken: string[] = [];
    const take = async (format: string) => {
      const { status, bytes, headers } = await draft.pio.bytes(
        `/api/v1/drafts/${draft.draftId}/export.${format}`,
      );
      expect([format, status]).toEqual([format, 200]);
      expect(headers.get('content-disposition')).toContain(`press-release.${format}`);
      taken.unshift(sha256(bytes));
      return bytes;
    };
    const text = (await take('txt')).toString('utf8');
    await take('html');
    const word = wordChanges(await take('docx'));
    expect(word.flat().every(({ kind }) => kind === 'same')).toBe(true);
    const said = word.map((runs) => runs.map((run) => run.text).join('')).join('\n\n');
    for (const line of text.split('\n').filter((one) => one.length > 40)) expect(said).toContain(line);
    const pdf = await take('pdf');
    const source = pdf.toString('latin1');
    expect(pdfUaFaults(pdf)).toEqual([]);
    for (const mark of ['/Lang (en-US)', '/S /H1', '/S /Figure', '/Alt (The town hall)'])
      expect([mark, source.includes(mark)]).toEqual([mark, true]);
    // A file that lacks any of it would not pass.
    for (const [mark, without, fault] of [
      ['/StructTreeRoot ', '/StrayTree ', 'no structure tree'],
      ['/Marked true', '/Marked false', 'not marked as tagged'],
      ['/Lang (en-US)', '', 'no language'],
      ['/Alt (The town hall)', '/Alt ()', 'no words for who cannot see it'],
      ['/S /H1', '/S /H2', 'headings is left out'],
      ['/K [0]', '/K []', 'stands in no element'],
      ['pdfuaid:part>1<', 'pdfuaid:part><', 'PDF/UA-1'],
      [/(?<=<dc:title>[\s\S]{0,80}<rdf:li[^>]*>)[^<]+/, '', 'no title'],
      ['/ToUnicode ', '/Unicode ', 'cannot be read out'],
      ['/FontFile', '/File', 'not embedded'],
    ] as const) {
      const faults = pdfUaFaults(Buffer.from(source.replace(mark, without), 'latin1'));
      expect([fault, faults.join()]).toEqual([fault, expect.stringContaining(fault)]);
    }
    expect(source).toMatch(/<dc:title>[\s\S]{0,120}Announce the partnership/);
    const printed = pdfText(pdf).replace(/\s+/g, '');
    for (const line of text.split('\n').filter((one) => one.length > 40))
      expect(printed).toContain(line.replace(/\s+/g, ''));
    await draft.pio.send('HEAD', `/api/v1/drafts/${draft.draftId}/export.pdf`);
    const { data } = await receipts(draft);
    expect(data.map((one: Record<string, string>) => one['sha256'])).toEqual(taken);
    expect(data[0]).toMatchObject({ what: 'pdf', personName: 'Dana Whitcomb', personSide: 'department' });
  });

  it('is not printed with a sign the faces do not have, rather than with another', async () => {
    const draft = await buildDraft(app, { ...ANNOUNCEMENT, headline: 'Join us 漢' });
    const refused = await draft.pio.get(`/api/v1/drafts/${draft.draftId}/export.pdf`);
    expect([refused.status, refused.json.code]).toEqual([422, 'not_printable']);
    expect((await receipts(draft)).data).toEqual([]);
  });

  it('comes as Word with the changes tracked: those that wait for answers, or between any two revisions', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    const none = await draft.pio.get(`${url}/export.redline.docx?from=1&to=1`);
    expect([none.status, none.json.code]).toEqual([422, 'nothing_to_compare']);
    await draft.pio.post(`${url}/submission`);
    const { data } = (
      await reviewers.first.get(`/api/v1/reviews?state=pending&group=communications&draftId=${draft.draftId}`)
    ).json;
    const proposal = await reviewers.first.post(`/api/v1/reviews/${data[0].id}/proposal`, {
      values: { chiefQuote: ANNOUNCEMENT.chiefQuote.replace('something residents choose', 'an offer') },
    });
    expect(proposal.status).toBe(201);
    const changes = wordChanges((await draft.pio.bytes(`${url}/export.redline.docx`)).bytes).flat();
    const { hunks } = (await draft.pio.get(`${url}/redline`)).json;
    const words = (kind: string) => changes.filter((run) => run.kind === kind).map(({ text }) => text);
    expect(words('deleted')).toEqual(
      hunks.map((hunk: Record<string, string>) => hunk['deleted']).filter(Boolean),
    );
    expect(words('inserted')).toEqual(
      hunks.map((hunk: Record<string, string>) => hunk['inserted']).filter(Boolean),
    );
    expect(changes.find(({ kind }) => kind === 'inserted')?.author).toBe('Ellen Voss');
  });

  it('as a post has a caption for each network, copied only once it may go out, with a receipt', async () => {
    const post = await approvedPost();
    const url = `/api/v1/drafts/${post.draftId}`;
    const { data } = (await post.pio.get(`${url}/captions`)).json;
    expect(data).toHaveLength(8);
    for (const { text } of data) expect(text).toContain('earns one $200 device per 20 downloads');
    const copied = await post.pio.post(`${url}/copies`, { network: 'bluesky' });
    expect(copied.status).toBe(201);
    expect((await post.pio.post(`${url}/copies`, { network: 'friendster' })).status).toBe(404);
    const [receipt] = (await receipts(post)).data;
    expect([receipt.what, receipt.sha256]).toEqual(['caption/bluesky', sha256(copied.json.text)]);
    const page = await app.signedIn({ role: 'pio', departmentId: post.departmentId });
    const form = await page.form(`/drafts/${post.draftId}/copies`, { network: 'x' });
    expect([form.status, form.headers.get('location')]).toEqual([303, `/drafts/${post.draftId}/captions/x`]);
    expect((await page.get(`/drafts/${post.draftId}/captions/x`)).text).toContain('readonly');
    const draft = await buildDraft(app);
    const { data: others } = (await draft.pio.get('/api/v1/drafts')).json;
    const unapproved = others.find(({ kind }: Record<'kind', string>) => kind === 'social_post').id;
    const early = await draft.pio.post(`/api/v1/drafts/${unapproved}/copies`, { network: 'x' });
    expect([early.status, early.json.code]).toEqual([422, 'not_approved']);
  });

  it('as a post has a picture for each network, drawn once after approval; what cannot be drawn says why', async () => {
    const post = await approvedPost();
    await app.drain();
    const { data } = (await post.pio.get(`/api/v1/drafts/${post.draftId}/pictures`)).json;
    expect(data.map(({ state }: Record<'state', string>) => state)).toEqual(Array(8).fill('drawn'));
    const square = data.find(({ network }: Record<'network', string>) => network === 'threads');
    const page = await app.signedIn({ role: 'pio', departmentId: post.departmentId });
    const shown = await page.bytes(`/drafts/${post.draftId}/pictures/${square.id}`);
    expect([shown.bytes.readUInt32BE(16), shown.bytes.readUInt32BE(20)]).toEqual([1080, 1080]);
    expect(square.sha256).toBe(sha256(shown.bytes));
    expect((await page.get(`/drafts/${post.draftId}`)).text).toContain(
      `alt="${square.altText}"`.replaceAll('’', '’'),
    );
    const taken = await page.form(`/drafts/${post.draftId}/pictures/${square.id}/copies`, {});
    expect(taken.status).toBe(200);
    expect((await receipts(post)).data[0].what).toBe('picture/threads');
    const stranger = await app.signedIn({ role: 'pio', departmentId: (await buildSigned(app)).departmentId });
    expect((await stranger.bytes(`/drafts/${post.draftId}/pictures/${square.id}`)).status).toBe(404);

    const odd = await approvedPost('Lost dog \u{1f436} found.');
    // Left over by a process that died: no event is delivered, the sweep finds the rows.
    await Promise.all([app.get(PicturesService).draw(), app.get(PicturesService).draw()]);
    const { data: refused } = (await odd.pio.get(`/api/v1/drafts/${odd.draftId}/pictures`)).json;
    expect(new Set(refused.map(({ state }: Record<'state', string>) => state))).toEqual(new Set(['refused']));
    expect(refused[0].reason).toContain('has no sign for “\u{1f436}” (U+1F436)');
  });

  it('as a post is drawn from a master of the vendor’s own, unless that is refused', async () => {
    const admin = await app.as('admin');
    const svg = builtIn('landscape').replace('#1c5a44', '#7a1f1f');
    const master = (await admin.post('/api/v1/picture-masters', { name: 'Red', svg })).json;
    const post = await approvedPost();
    const masters = () =>
      app.sql<{ network: string }>(
        'select network from rendition where draft_id = $1 and master_sha256 = $2 order by network',
        [post.draftId, master.sha256],
      );
    expect((await masters()).map(({ network }) => network)).toContain('x');
    const desk = await app.signedIn('admin');
    const upload = (content: string) => {
      const form = new FormData();
      form.set('name', 'From outside');
      form.set('file', new Blob([content], { type: 'image/svg+xml' }), 'master.svg');
      return desk.send('POST', '/settings/pictures', {}, form);
    };
    const refused = await upload(svg.replace('<path', '<image href="https://pictures.example/a.png"/><path'));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('It points to something outside itself.');
    expect((await upload('')).text).toContain('Choose an SVG');
    expect((await desk.form(`/settings/pictures/${master.sha256}/retirement`, {})).status).toBe(303);
    expect((await desk.form(`/settings/pictures/${master.sha256}/retirement`, {})).status).toBe(404);
    expect((await post.rep.post('/api/v1/picture-masters', { name: 'Red', svg })).status).toBe(403);
  });

  it('as a month’s kit is one zip with every post that may go out, and sums that are right', async () => {
    const post = await approvedPost();
    await app.get(PicturesService).draw();
    const { status, bytes, headers } = await post.pio.bytes(
      `/api/v1/partnerships/${post.partnershipId}/kit.zip`,
    );
    expect([status, headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename="kit-2019-04.zip"',
    ]);
    const files = unzipped(bytes);
    const names = [...files.keys()];
    expect(names).toEqual(
      expect.arrayContaining([
        '01-post-we-have-joined/post.txt',
        '01-post-we-have-joined/captions/x.txt',
        '01-post-we-have-joined/pictures/x-1200x628.png',
        'SHA256SUMS',
      ]),
    );
    const sums = files.get('SHA256SUMS')?.toString('utf8').trim().split('\n') ?? [];
    expect(sums).toHaveLength(names.length - 1);
    for (const line of sums) {
      const [sum, name] = line.split('  ') as [string, string];
      expect([name, sha256(files.get(name) ?? '')]).toEqual([name, sum]);
    }
    expect((await receipts(post)).data[0].what).toBe('kit');
    const none = await buildSigned(app);
    const empty = await none.pio.get(`/api/v1/partnerships/${none.partnershipId}/kit.zip`);
    expect([empty.status, empty.json.code]).toEqual([422, 'kit_empty']);
    expect((await none.pio.get(`/api/v1/partnerships/${post.partnershipId}/kit.zip`)).status).toBe(404);
  });

  it('when recalled, corrected or withdrawn, is told to each who has it, by mail and notice, until they confirm', async () => {
    const draft = await buildDraft(app);
    const url = `/api/v1/drafts/${draft.draftId}`;
    const contentHash = await approve(draft, reviewers);
    await draft.pio.post(`${url}/release`, { contentHash });
    const clerk = await app.as({
      role: 'records_officer',
      departmentId: draft.departmentId,
      email: 'clerk@alder.example',
      name: 'Kim Clerk',
    });
    const bystander = await app.as({
      role: 'records_officer',
      departmentId: draft.departmentId,
      email: 'other@alder.example',
    });
    await clerk.get(`${url}/export.txt`);
    await clerk.get(`${url}/export.html`);
    await bystander.get(url);
    const mails = (subject: string) =>
      app.sql<{ to: string }>(
        `select to_address as "to" from email_message where department_id = $1 and subject like $2 order by 1`,
        [draft.departmentId, `%${subject}`],
      );

    await draft.rep.post(`${url}/correction`, { note: 'A wrong figure.' });
    await app.drain();
    expect((await mails('a correction is asked for')).map(({ to }) => to)).toContain('clerk@alder.example');
    const desk = await app.signedIn({
      role: 'records_officer',
      departmentId: draft.departmentId,
      email: 'clerk@alder.example',
    });
    expect((await desk.get('/status')).text).toContain('is being corrected');
    await save(draft.pio, draft.draftId, { values: { headline: 'The right figure' } });
    const again = await approve(draft, reviewers);
    await draft.pio.post(`${url}/release`, { contentHash: again });
    await app.drain();
    expect((await mails(': corrected')).map(({ to }) => to)).toEqual(['clerk@alder.example']);
    expect((await clerk.post(`${url}/receipts/confirmation`)).status).toBe(201);
    expect((await clerk.post(`${url}/receipts/confirmation`)).json.code).toBe('nothing_to_confirm');

    await draft.rep.post(`${url}/recall`, { reason: 'The council asked.' });
    await app.drain();
    await app.drain();
    const recalled = (await mails(': recalled')).map(({ to }) => to);
    expect(recalled.filter((to) => to === 'clerk@alder.example')).toHaveLength(1);
    expect(recalled).not.toContain('other@alder.example');
    const page = (await desk.get(`/drafts/${draft.draftId}`)).text;
    expect(page).toContain('The council asked.');
    expect((await desk.form(`/drafts/${draft.draftId}/receipts/confirmation`, {})).status).toBe(303);
    const { notices } = await receipts(draft);
    expect(
      notices.map((notice: Record<string, unknown>) => [
        notice['kind'],
        notice['personName'],
        notice['seenAt'] !== null,
      ]),
    ).toEqual([
      ['recalled', 'Kim Clerk', true],
      ['corrected', 'Kim Clerk', true],
      ['correction_asked', 'Kim Clerk', true],
    ]);
    await expect(app.sql(`update receipt set what = 'x'`)).rejects.toThrow();

    const early = await buildDraft(app);
    await early.rep.get(`/api/v1/drafts/${early.draftId}/export.docx`);
    await early.pio.post(`/api/v1/drafts/${early.draftId}/withdrawal`);
    await app.drain();
    const told = (await receipts(early)).notices;
    expect(told.map((notice: Record<string, unknown>) => [notice['kind'], notice['seenAt']])).toEqual([
      ['withdrawn', null],
    ]);
  });

  it('keeps nothing of who reads the public page', async () => {
    const draft = await buildDraft(app);
    const contentHash = await approve(draft, reviewers);
    await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release`, { contentHash });
    const before = await app.sql<{ count: string }>('select count(*) from receipt');
    expect((await app.anyone().get(`/transparency/${draft.slug}`)).text).toContain(
      'earns one $200 device per 20 downloads',
    );
    expect(await app.sql('select count(*) from receipt')).toEqual(before);
  });

  it('is not released with a picture whose rights are unclear or over; the library says so and finds it', async () => {
    const draft = await buildDraft(app);
    const picture = async (rights: string | null, consent: string | null, expiresOn: string | null) => {
      const form = new FormData();
      form.set('altText', `The old mill ${rights ?? 'without'} ${expiresOn ?? 'for good'}`);
      form.set('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'mill.png');
      const { json } = await draft.pio.send('POST', `/api/v1/drafts/${draft.draftId}/assets`, {}, form);
      // What is unclear when a text is sent is refused there; here it became so afterwards, which the record itself never shows.
      const said = async (...row: (string | null)[]) => {
        await app.sql('alter table asset disable trigger asset_append_only');
        await app.sql('update asset set rights = $2, consent = $3, expires_on = $4 where id = $1', [
          json.id,
          ...row,
        ]);
        await app.sql('alter table asset enable trigger asset_append_only');
      };
      await said('Own picture', 'nobody_shown', null);
      await save(draft.pio, draft.draftId, { assetIds: [json.id] });
      const contentHash = await approve(draft, reviewers);
      await said(rights, consent, expiresOn);
      const released = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/release`, { contentHash });
      return released.json.code ?? released.status;
    };
    expect(await picture(null, null, null)).toBe('picture_rights_missing');
    expect(await picture('Own picture', 'missing', null)).toBe('picture_rights_missing');
    expect(await picture('Licence of the agency', 'nobody_shown', '2019-04-21')).toBe('picture_expired');
    const found = async (query: string) =>
      (await draft.pio.get(`/api/v1/pictures?${query}`)).json.data.map(
        ({ rights }: Record<'rights', string | null>) => rights,
      );
    expect(await found('q=AGENCY mill')).toEqual([]);
    expect(await found('q=of%20the%20AGENCY')).toEqual(['Licence of the agency']);
    expect(await found('state=expired')).toEqual(['Licence of the agency']);
    expect(await found('state=rights_missing')).toEqual(['Own picture', null]);
    expect(await found('state=usable')).toEqual([]);
    expect(await picture('Own picture', 'nobody_shown', '2019-04-22')).toBe(201);
    expect(await found('state=usable')).toEqual(['Own picture']);
    expect((await (await buildSigned(app)).pio.get('/api/v1/pictures')).json.data).toEqual([]);
  });
});
