import { Extension, InputRule, mergeAttributes, Node } from '@tiptap/core';
import type { Node as DocumentNode } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import { apDateOf } from './ap_date';

/** What every block of the sheet knows of itself; `field` is the form field its words stand in. */
const ATTRIBUTES = {
  id: { default: '', rendered: false },
  field: { default: null, rendered: false },
  label: { default: '', rendered: false },
  attribution: { default: null, rendered: false },
  locked: { default: false, rendered: false },
};

function sheetBlock(name: string, content: string, tag: string, css: string) {
  return Node.create({
    name,
    group: 'sheetBlock',
    content,
    isolating: true,
    defining: true,
    selectable: false,
    addAttributes: () => ATTRIBUTES,
    // Nothing that is pasted becomes a block of the sheet: there are those of the template and no others.
    parseHTML: () => [],
    renderHTML({ node, HTMLAttributes }) {
      const label = { class: css, 'data-label': node.attrs['label'] as string };
      const said = node.attrs['attribution'] as string | null;
      const own = mergeAttributes(HTMLAttributes, label, said ? { 'data-attribution': `said ${said}` } : {});
      return [tag, own, 0];
    },
  });
}

/** A headline is one line. */
export const HeadlineBlock = sheetBlock('headlineBlock', 'text*', 'h2', 'edit-headline');
export const ParagraphsBlock = sheetBlock(
  'paragraphsBlock',
  '(paragraph|bulletList)+',
  'div',
  'edit-paragraphs',
);
export const QuoteBlock = sheetBlock('quoteBlock', 'paragraph+', 'blockquote', 'edit-quote');
export const ListBlock = sheetBlock('listBlock', 'bulletList', 'div', 'edit-list');

/** What nobody types in: locked words, and sentences made from fields. It shows them and lets the cursor pass. */
export const FixedBlock = Node.create({
  name: 'fixedBlock',
  group: 'sheetBlock',
  atom: true,
  selectable: false,
  addAttributes: () => ({ ...ATTRIBUTES, text: { default: '', rendered: false } }),
  parseHTML: () => [],
  renderHTML({ node }) {
    const css = node.attrs['locked'] ? 'edit-fixed is-locked' : 'edit-fixed';
    const lines = String(node.attrs['text']).split('\n');
    return [
      'div',
      { class: css, contenteditable: 'false', 'data-label': node.attrs['label'] as string },
      ...lines.map((line) => ['p', {}, line] as [string, object, string]),
    ];
  },
});

/** The blocks of the sheet are the template's: a change that would add, drop or turn them round does not happen. */
export const KeepBlocks = Extension.create({
  name: 'keepBlocks',
  addProseMirrorPlugins: () => [
    new Plugin({
      filterTransaction: (transaction) =>
        !transaction.docChanged || idsOf(transaction.before) === idsOf(transaction.doc),
    }),
  ],
});

/** A day typed in figures becomes one as newspapers write it. */
export const ApDates = Extension.create({
  name: 'apDates',
  addInputRules: () => [
    new InputRule({
      find: /(?<![\d/-])(\d{1,2}\/\d{1,2}\/\d{4}|\d{4}-\d{2}-\d{2})([\s,.;)])$/,
      handler: ({ state, range, match }) => {
        const written = apDateOf(match[1] ?? '');
        if (written === null) return null;
        const end = match[2] ?? ' ';
        state.tr.insertText(`${written}${end}`, range.from, range.to);
        return undefined;
      },
    }),
  ],
});

function idsOf(doc: DocumentNode): string {
  const ids: string[] = [];
  doc.forEach((block) => ids.push(`${block.type.name} ${block.attrs['id'] as string}`));
  return ids.join('\n');
}
