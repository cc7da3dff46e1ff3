import { buildDraft, type BuiltDraft, save } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('locked blocks', () => {
  let app: TestApp;
  let draft: BuiltDraft;
  let revision: { id: string; blocks: Record<'id' | 'text', string>[] };
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
    draft = await buildDraft(app);
    revision = (await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.currentRevision;
  });
  afterAll(() => app.close());

  const text = (id: string): string =>
    revision.blocks.find((block: Record<'id', string>) => block.id === id)?.text ?? '';

  it('may be sent along as they are', async () => {
    const same = await save(draft.pio, draft.draftId, {
      body: { disclosure: text('disclosure'), boilerplate: text('boilerplate') },
    });
    expect([same.status, same.json.currentRevision.id]).toEqual([201, revision.id]);
  });

  it.each([
    ['other words', () => ({ body: { disclosure: 'The department earns nothing.' } })],
    ['a word less', () => ({ body: { disclosure: text('disclosure').replace('$200 ', '') } })],
    ['a letter swapped for its twin', () => ({ body: { disclosure: text('disclosure').replace('e', 'е') } })],
    ['nothing at all', () => ({ body: { disclosure: '' } })],
    ['a mark after the end', () => ({ body: { end: '### Not really.' } })],
    ['a fill-in sentence rewritten', () => ({ body: { opening: `${text('opening')} And more.` } })],
    ['a fact typed over', () => ({ values: { disclosure: 'The department earns nothing.' } })],
    [
      'a free block changed in the same save',
      () => ({ body: { on_the_record: 'Fine.', disclosure: 'Not fine.' } }),
    ],
  ])('are compared on the server: %s', async (_what, edit) => {
    const refused = await save(draft.pio, draft.draftId, edit());
    expect([refused.status, refused.json.code]).toEqual([422, 'locked_block_changed']);
    expect(refused.json.errors.length).toBeGreaterThan(0);
    expect((await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.currentRevision.id).toBe(
      revision.id,
    );
  });

  it('a few hundred mutations of them are all refused', async () => {
    const words = text('disclosure').split(' ');
    const mutations = [
      ...words.map((_word, i) => words.filter((_w, j) => j !== i).join(' ')),
      ...words.map((word, i) =>
        words.with(i, word.toUpperCase() === word ? `${word}x` : word.toUpperCase()).join(' '),
      ),
      ...words.map((_word, i) => words.toSpliced(i, 0, 'not').join(' ')),
    ];
    const answers = [];
    for (const mutation of mutations)
      answers.push(await save(draft.pio, draft.draftId, { body: { disclosure: mutation } }));
    expect(answers.filter(({ status }) => status !== 422)).toHaveLength(0);
  });

  it('unknown blocks, unknown fields and what does not fit a field are refused too', async () => {
    const codes = async (edit: Record<string, unknown>) => {
      const { status, json } = await save(draft.pio, draft.draftId, edit);
      return [status, json.code, json.errors?.[0]?.code];
    };
    expect(await codes({ body: { smuggled: 'x' } })).toEqual([422, 'invalid_text', 'unknown_block']);
    expect(await codes({ values: { smuggled: 'x' } })).toEqual([422, 'invalid_text', 'unknown_field']);
    expect(await codes({ values: { datelineDate: '2019-02-30' } })).toEqual([422, 'invalid_text', 'format']);
    expect(await codes({ values: { headline: 'x'.repeat(91) } })).toEqual([422, 'invalid_text', 'too_long']);
    expect((await save(draft.pio, draft.draftId, { body: { on_the_record: 7 } })).status).toBe(400);
    expect((await save(draft.pio, draft.draftId, { values: { headline: { a: 1 } } })).status).toBe(400);
    expect((await save(draft.pio, draft.draftId, { surprise: true })).status).toBe(400);
  });

  it('a quote or a headline may be edited as a block, since it is one value and nothing else', async () => {
    const saved = await save(draft.pio, draft.draftId, {
      body: { quote: 'Nobody has to take part.', disclosure: text('disclosure') },
    });
    expect([saved.status, saved.json.currentRevision.values.chiefQuote]).toEqual([
      201,
      'Nobody has to take part.',
    ]);
  });

  it('markup is taken out, and the words stay', async () => {
    const saved = await save(draft.pio, draft.draftId, {
      body: { on_the_record: '<p>On <b>the</b> record.</p><script>alert(1)</script>\r\n' },
    });
    expect(saved.json.currentRevision.body.on_the_record).toBe('On the record.');
  });
});
