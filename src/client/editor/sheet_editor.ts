import { Editor, Node } from '@tiptap/core';
import { BulletList } from '@tiptap/extension-bullet-list';
import { Document } from '@tiptap/extension-document';
import { History } from '@tiptap/extension-history';
import { Link } from '@tiptap/extension-link';
import { ListItem } from '@tiptap/extension-list-item';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Text } from '@tiptap/extension-text';
import { apDateOf } from './ap_date';
import { contentOf, nodeOf, type SheetBlock, textOf } from './plain_text';
import {
  ApDates,
  FixedBlock,
  HeadlineBlock,
  KeepBlocks,
  ListBlock,
  ParagraphsBlock,
  QuoteBlock,
} from './sheet_schema';

const KINDS: Record<string, SheetBlock['kind']> = {
  headlineBlock: 'headline',
  quoteBlock: 'quote',
  listBlock: 'list',
};

const LineBreak = Node.create({
  name: 'lineBreak',
  group: 'inline',
  inline: true,
  selectable: false,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: () => ['br'],
  renderText: () => '\n',
  addKeyboardShortcuts() {
    return { 'Shift-Enter': () => this.editor.commands.insertContent({ type: 'lineBreak' }) };
  },
});

/**
 * The sheet as something to write in. It holds plain text by form field and nothing else: what is typed is told to `write`,
 * field by field, and what the form says is taken by `take`. The form is what is sent.
 */
export class SheetEditor {
  private readonly editor: Editor;
  private readonly told = new Map<string, string>();

  constructor(
    element: HTMLElement,
    blocks: SheetBlock[],
    private readonly write: (field: string, text: string) => void,
  ) {
    this.editor = new Editor({
      element,
      // The content policy allows no style element; department.css has what it would say.
      injectCSS: false,
      extensions: [
        Document.extend({ content: 'sheetBlock+' }),
        Text,
        Paragraph,
        BulletList,
        ListItem.extend({ content: 'paragraph' }),
        Link.configure({
          openOnClick: false,
          autolink: true,
          defaultProtocol: 'https',
          protocols: ['https', 'http'],
        }),
        History,
        LineBreak,
        HeadlineBlock,
        ParagraphsBlock,
        QuoteBlock,
        ListBlock,
        FixedBlock,
        KeepBlocks,
        ApDates,
      ],
      content: { type: 'doc', content: blocks.map(nodeOf) },
      editorProps: {
        attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': 'The text, to write in' },
      },
      onUpdate: () => this.tell(),
    });
    for (const { field, text } of blocks) if (field) this.told.set(field, text);
  }

  /** Words typed into a form field, put into their block. */
  take(field: string, text: string): void {
    if (this.told.get(field) === text || this.editor.isFocused) return;
    this.told.set(field, text);
    this.replace((attrs) => attrs['field'] === field, text);
  }

  /** Sentences made from fields, as the server made them last. */
  refresh(blocks: readonly SheetBlock[]): void {
    const { state, view } = this.editor;
    const transaction = state.tr;
    state.doc.forEach((node, at) => {
      const fresh = blocks.find(({ id }) => id === node.attrs['id']);
      if (node.type.name === 'fixedBlock' && fresh && fresh.text !== node.attrs['text'])
        transaction.setNodeAttribute(at, 'text', fresh.text);
    });
    if (transaction.docChanged) view.dispatch(transaction.setMeta('addToHistory', false));
  }

  toggleList(): void {
    this.editor.chain().focus().toggleList('bulletList', 'listItem').run();
  }

  undo(): void {
    this.editor.chain().focus().undo().run();
  }

  /** Puts a day in at the cursor as newspapers write it; what is no day is left alone. */
  insertDay(day: string): void {
    const written = apDateOf(day);
    if (written) this.editor.chain().focus().insertContent(written).run();
  }

  /** Puts an address in at the cursor, as a link. */
  insertLink(address: string): void {
    if (!/^https?:\/\/\S+$/.test(address)) return;
    const link = { type: 'text', text: address, marks: [{ type: 'link', attrs: { href: address } }] };
    this.editor
      .chain()
      .focus()
      .insertContent([link, { type: 'text', text: ' ' }])
      .run();
  }

  destroy(): void {
    this.editor.destroy();
  }

  private replace(wanted: (attrs: Record<string, unknown>) => boolean, text: string): void {
    const { state, view, schema } = this.editor;
    state.doc.forEach((node, at) => {
      if (!wanted(node.attrs)) return;
      const kind = KINDS[node.type.name];
      const content = contentOf(kind ?? 'paragraph', text).map((child) => schema.nodeFromJSON(child));
      view.dispatch(state.tr.replaceWith(at + 1, at + node.nodeSize - 1, content));
    });
  }

  private tell(): void {
    for (const block of this.editor.getJSON().content ?? []) {
      const field = block.attrs?.['field'] as string | null;
      if (!field) continue;
      const text = textOf(block);
      if (this.told.get(field) === text) continue;
      this.told.set(field, text);
      this.write(field, text);
    }
  }
}
