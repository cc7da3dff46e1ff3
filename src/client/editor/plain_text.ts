import type { JSONContent } from '@tiptap/core';

/** One block of the sheet as the server tells it; see DocumentBlock in src/content/sheet-document.ts. */
export interface SheetBlock {
  id: string;
  kind: 'headline' | 'paragraph' | 'quote' | 'list' | 'fixed';
  label: string;
  field: string | null;
  text: string;
  attribution: string | null;
  locked: boolean;
}

const TYPES = {
  headline: 'headlineBlock',
  paragraph: 'paragraphsBlock',
  quote: 'quoteBlock',
  list: 'listBlock',
  fixed: 'fixedBlock',
} as const;

/** The editor's node of a block, made of its plain text. */
export function nodeOf(block: SheetBlock): JSONContent {
  const { id, field, label, attribution, locked, text } = block;
  const node: JSONContent = { type: TYPES[block.kind], attrs: { id, field, label, attribution, locked } };
  if (block.kind === 'fixed') return { ...node, attrs: { ...node.attrs, text } };
  return { ...node, content: contentOf(block.kind, text) };
}

/** What a block holds, made of plain text: a blank line parts paragraphs, lines that begin with "- " are a list. */
export function contentOf(kind: SheetBlock['kind'], text: string): JSONContent[] {
  if (kind === 'headline') return inline(text.replace(/\s*\n\s*/g, ' '));
  if (kind === 'list') return [listOf(text.split('\n'))];
  const paragraphs = text.split(/\n\s*\n/).map((words) => {
    const lines = words.split('\n');
    const isList = kind === 'paragraph' && lines.every((line) => line.startsWith('- '));
    return isList ? listOf(lines.map((line) => line.slice(2))) : { type: 'paragraph', content: lined(lines) };
  });
  return paragraphs;
}

/** The plain text of a block's node, in the form the server's own serialisation leaves as it is. */
export function textOf(node: JSONContent): string {
  if (node.type === 'headlineBlock') return inlineText(node);
  return (node.content ?? [])
    .map((child) => {
      if (child.type !== 'bulletList') return inlineText(child);
      const items = (child.content ?? []).map((item) => (item.content ?? []).map(inlineText).join(' '));
      return items.map((item) => (node.type === 'listBlock' ? item : `- ${item}`)).join('\n');
    })
    .join('\n\n');
}

function listOf(items: string[]): JSONContent {
  return {
    type: 'bulletList',
    content: items.map((words) => ({
      type: 'listItem',
      content: [{ type: 'paragraph', content: inline(words) }],
    })),
  };
}

function lined(lines: string[]): JSONContent[] {
  return lines.flatMap((line, at) => (at === 0 ? inline(line) : [{ type: 'lineBreak' }, ...inline(line)]));
}

function inline(words: string): JSONContent[] {
  return words
    .split(/(https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)])/)
    .map((text, at): JSONContent =>
      at % 2 === 1
        ? { type: 'text', text, marks: [{ type: 'link', attrs: { href: text } }] }
        : { type: 'text', text },
    )
    .filter(({ text }) => text !== '');
}

/** A link is its address in the text; where pasted words hide one, the address follows them. */
function inlineText(node: JSONContent): string {
  return (node.content ?? [])
    .map((child) => {
      if (child.type === 'lineBreak') return '\n';
      const href = child.marks?.find(({ type }) => type === 'link')?.attrs?.['href'] as string | undefined;
      const words = child.text ?? '';
      return href && !/^https?:\/\//.test(words) && !href.endsWith(words) ? `${words} (${href})` : words;
    })
    .join('');
}
