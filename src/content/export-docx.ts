import type { ParagraphChild, Paragraph as WordParagraph } from 'docx';
import { paragraphsOf } from './export-blocks.js';
import type { ReleaseBlock } from './rules/render-release.js';
import type { TrackedBlock } from './tracked-blocks.js';
import { lazyPackage } from '../platform/lazy-package.js';

const docx = lazyPackage<typeof import('docx')>('docx');

/** Who made the changes of a Word file, and when. */
export interface Hand {
  author: string;
  at: Date;
}

type Word = typeof import('docx');

/** US letter, in twentieths of a point, as all printed documents. */
const LETTER = { width: 12_240, height: 15_840 };

/** A text as a Word file, clean. */
export async function exportDocx(title: string, blocks: readonly ReleaseBlock[]): Promise<Buffer> {
  const word = docx();
  const paragraphs = blocks.flatMap((block) =>
    paragraphsOf(block).map((lines) =>
      paragraph(
        word,
        block.kind,
        lines.map((text, index) => new word.TextRun({ text, ...(index > 0 && { break: 1 }) })),
      ),
    ),
  );
  return pack(word, title, paragraphs, false);
}

/** A text as a Word file with its changes tracked: each can be taken or refused in Word. */
export async function exportTrackedDocx(
  title: string,
  blocks: readonly TrackedBlock[],
  by: Hand,
): Promise<Buffer> {
  const word = docx();
  let id = 0;
  const stamp = () => ({ id: (id += 1), author: by.author, date: by.at.toISOString() });
  const paragraphs = blocks.map(({ kind, segments }) =>
    paragraph(
      word,
      kind,
      segments.flatMap((segment): ParagraphChild[] => {
        if (segment.kind === 'same') return lined(segment.text).map((run) => new word.TextRun(run));
        const { deleted, inserted } = segment.hunk;
        return [
          ...lined(deleted).map((run) => new word.DeletedTextRun({ ...run, ...stamp() })),
          ...lined(inserted).map((run) => new word.InsertedTextRun({ ...run, ...stamp() })),
        ];
      }),
    ),
  );
  return pack(word, title, paragraphs, true);
}

/** Runs of one line each; a break before a line stands for the line feed. */
function lined(text: string): { text: string; break?: number }[] {
  if (text === '') return [];
  return text
    .split('\n')
    .map((line, index) => ({ text: line, ...(index > 0 && { break: 1 }) }))
    .filter((run) => run.text !== '' || run.break);
}

function paragraph(word: Word, kind: string, children: ParagraphChild[]): WordParagraph {
  const spacing = { after: 200 };
  switch (kind) {
    case 'headline':
      return new word.Paragraph({ heading: word.HeadingLevel.HEADING_1, children, spacing });
    case 'list':
      return new word.Paragraph({ bullet: { level: 0 }, children });
    case 'quote':
      return new word.Paragraph({ indent: { left: 567, right: 567 }, children, spacing });
    case 'end':
      return new word.Paragraph({ alignment: word.AlignmentType.CENTER, children, spacing });
    default:
      return new word.Paragraph({ children, spacing });
  }
}

function pack(
  word: Word,
  title: string,
  children: WordParagraph[],
  trackRevisions: boolean,
): Promise<Buffer> {
  const document = new word.Document({
    title,
    creator: 'Liaison',
    lastModifiedBy: 'Liaison',
    features: { trackRevisions },
    styles: {
      default: { document: { run: { font: 'Georgia', size: 22, language: { value: 'en-US' } } } },
    },
    sections: [{ properties: { page: { size: LETTER } }, children }],
  });
  return word.Packer.toBuffer(document);
}
