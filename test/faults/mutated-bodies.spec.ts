import { serialiseText } from '../../src/content/rules/serialise.js';
import { buildDraft, type BuiltDraft } from '../factories/draft.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Chance } from '../support/faults-chance.js';
import { printedSeed, size } from '../support/size.js';

const BODIES = size(50, 5_000);
/** Blocks that are one value and nothing else are the author's to write. */
const WRITTEN = ['headline', 'quote'];
const TWINS: Record<string, string> = {
  a: 'а',
  e: 'е',
  o: 'о',
  c: 'с',
  p: 'р',
  '0': 'O',
  '2': '２',
  ' ': ' \u3000',
};

interface Block {
  id: string;
  role: string;
  text: string;
}

describe('save bodies that touch what is locked', () => {
  let app: TestApp;
  let draft: BuiltDraft;
  beforeAll(async () => {
    app = await startTestApp({ now: '2019-04-11T19:00:00Z' });
    draft = await buildDraft(app);
  });
  afterAll(() => app.close());

  it('are refused, all of them, and change nothing', async () => {
    const chance = new Chance(printedSeed('Mutated bodies'));
    const { currentRevision } = (await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json;
    const blocks = (currentRevision.blocks as Block[]).filter(
      ({ id, role, text }) => role !== 'free' && !WRITTEN.includes(id) && text !== '',
    );
    expect(blocks.length).toBeGreaterThan(5);
    let accepted = 0;
    const answers = new Map<string, number>();
    for (let sent = 0; sent < BODIES;) {
      const block = chance.oneOf(blocks);
      const mutated = mutation(chance, block.text);
      // What the server's own form of a text takes out is no change: such a body says what was there.
      if (serialiseText(mutated) === serialiseText(block.text)) continue;
      sent += 1;
      const { status, json } = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/revisions`, {
        baseRevisionId: currentRevision.id,
        ...edit(chance, block.id, mutated),
      });
      const answer = `${status} ${json.code ?? ''}`;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      if (status < 300) accepted += 1;
    }
    expect(accepted).toBe(0);
    expect(
      [...answers.keys()].filter(
        (answer) => !/^(422 (locked_block_changed|invalid_text)|400 invalid_input)$/.test(answer),
      ),
    ).toEqual([]);
    const after = (await draft.pio.get(`/api/v1/drafts/${draft.draftId}`)).json.currentRevision;
    expect([after.id, after.contentHash]).toEqual([currentRevision.id, currentRevision.contentHash]);
  }, 600_000);
});

/** The words with something small, or something large, done to them. */
function mutation(chance: Chance, text: string): string {
  const at = chance.below(text.length);
  const words = text.split(' ');
  const word = chance.below(words.length);
  switch (chance.below(9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + chance.oneOf(['not ', '0', '.', 'é', '</p>x', '{{x}}']) + text.slice(at);
    case 2:
      return words.toSpliced(word, 1).join(' ');
    case 3:
      return words.toSpliced(word, 0, 'allegedly').join(' ');
    case 4:
      return [...text]
        .map((letter) => (chance.below(12) === 0 ? (TWINS[letter] ?? letter) : letter))
        .join('');
    case 5:
      return words.toReversed().join(' ');
    case 6:
      return `${text} ${chance.oneOf(['Really.', 'No.', '\u202eoN', '(not true)'])}`;
    case 7:
      return text.replace(/\d/g, (digit) => String((Number(digit) + 1 + chance.below(8)) % 10));
    default:
      return chance.oneOf(['', ' ', 'x', text.toUpperCase(), text.slice(0, at), `${text}\n\n${text}`]);
  }
}

/** The mutation alone, beside a change that is allowed, or under a name that is not quite the block's. */
function edit(chance: Chance, id: string, words: string) {
  switch (chance.below(4)) {
    case 0:
      return { body: { [id]: words, on_the_record: `Fine ${chance.below(1_000)}.` } };
    case 1:
      return { body: { [id]: words }, values: { headline: `A headline ${chance.below(1_000)}` } };
    case 2:
      return { body: { [chance.oneOf([` ${id}`, id.toUpperCase(), `${id}.text`, 'constructor'])]: words } };
    default:
      return { body: { [id]: words } };
  }
}
