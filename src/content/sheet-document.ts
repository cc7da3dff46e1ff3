import type { Composed, TextVersion } from './text.js';

/**
 * One block of the sheet as the editor takes it: `field` names the form field its words stand in (`values.headline`,
 * `body.quote`), or is null where nobody types in it.
 */
export interface DocumentBlock {
  id: string;
  kind: 'headline' | 'paragraph' | 'quote' | 'list' | 'fixed';
  label: string;
  field: string | null;
  text: string;
  attribution: string | null;
  locked: boolean;
}

/**
 * The sheet for the block editor. Written in it are free blocks and those fill-in blocks that are one text and nothing else;
 * the rest stands between them as it is and is filled in by its form fields.
 */
export function sheetDocument(version: TextVersion, composed: Composed): DocumentBlock[] {
  const wholes = wholeFields(version);
  return composed.blocks.flatMap((block): DocumentBlock[] => {
    const field = block.role === 'free' ? `body.${block.id}` : wholes.get(block.id);
    if (!field && block.text.trim() === '') return [];
    const text = !field
      ? block.text
      : block.role === 'free'
        ? (composed.body[block.id] ?? '')
        : String(composed.values[field.slice('values.'.length)] ?? '');
    return [
      {
        id: block.id,
        kind: field ? kindOf(block.kind) : 'fixed',
        label: block.label,
        field: field ?? null,
        text,
        attribution: block.attribution ?? null,
        locked: block.role === 'locked',
      },
    ];
  });
}

/** Fill-in blocks whose whole source is one field, `{{field}}`, by block id. */
function wholeFields(version: TextVersion): Map<string, string> {
  const found = new Map<string, string>();
  for (const { id, role, fields } of version.blocks) {
    if (role !== 'fill_in') continue;
    const source = new RegExp(
      `\\{\\{#block "${id}"[^}]*\\}\\}\\s*\\{\\{(\\w+)\\}\\}\\s*\\{\\{/block\\}\\}`,
    ).exec(version.source);
    const name = source?.[1];
    const field = version.fields.find((one) => one.name === name);
    if (name && fields.includes(name) && (field?.type === 'text' || field?.type === 'long_text'))
      found.set(id, `values.${name}`);
  }
  return found;
}

function kindOf(kind: string): DocumentBlock['kind'] {
  return kind === 'headline' || kind === 'quote' || kind === 'list' ? kind : 'paragraph';
}
