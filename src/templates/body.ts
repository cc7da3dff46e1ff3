/**
 * The shapes that a template, a draft and a rendered text share.
 *
 * A template is a list of blocks. Each block has a role:
 * - `locked`: the text comes from the template and from facts only; a draft cannot change it.
 * - `fill_in`: the template's sentence with the draft's `values` set into it.
 * - `free`: the author's own paragraphs, kept in the draft's `body` under the block's id. Until the author
 *   writes, the template's own text for that block stands as the first version.
 *
 * So a draft is two flat objects: `body` = { blockId: text } for free blocks and `values` = { field: value }
 * for everything else. Texts are plain text (no markup): NFC, LF line ends, a blank line between paragraphs,
 * one line per item in a list. Facts (the disclosure, the city, the chief's name) are frozen into `values`
 * when a draft is saved, so that what was approved renders to the same text for ever.
 */

/** What a field holds. Money is integer cents; a date is YYYY-MM-DD; a time is HH:MM, 24 hours, in the department's zone. */
export type FieldType = 'text' | 'long_text' | 'date' | 'time' | 'money' | 'phone' | 'url' | 'fact';

export const FIELD_TYPES: readonly FieldType[] = [
  'text',
  'long_text',
  'date',
  'time',
  'money',
  'phone',
  'url',
  'fact',
];

export type BlockRole = 'locked' | 'fill_in' | 'free';
export const BLOCK_ROLES: readonly BlockRole[] = ['locked', 'fill_in', 'free'];

export type BlockKind =
  | 'headline'
  | 'embargo'
  | 'contact'
  | 'dateline_paragraph'
  | 'paragraph'
  | 'quote'
  | 'list'
  | 'disclosure'
  | 'boilerplate'
  | 'end';
export const BLOCK_KINDS: readonly BlockKind[] = [
  'headline',
  'embargo',
  'contact',
  'dateline_paragraph',
  'paragraph',
  'quote',
  'list',
  'disclosure',
  'boilerplate',
  'end',
];

export type TemplateKind =
  | 'press_release'
  | 'media_advisory'
  | 'talking_points'
  | 'social_post'
  | 'sms_reply'
  | 'reminder'
  | 'pitch_mail';
export const TEMPLATE_KINDS: readonly TemplateKind[] = [
  'press_release',
  'media_advisory',
  'talking_points',
  'social_post',
  'sms_reply',
  'reminder',
  'pitch_mail',
];

/** One thing a template asks for. A field of type `fact` is filled from the facts by the server, never by the author. */
export interface TemplateField {
  name: string;
  label: string;
  type: FieldType;
  required: boolean;
  /** In characters (code points); null = the type's own limit. */
  maxLength: number | null;
  help: string | null;
  example: string | null;
  /** For type `fact`: which fact fills it. For other types: which fact a new draft starts with. */
  fact: string | null;
}

/** One block as the template declares it. `fields` are the fields its text names. */
export interface TemplateBlock {
  id: string;
  role: BlockRole;
  kind: BlockKind;
  fields: string[];
  /** What the block is called on screen: "What the chief says". */
  label: string;
}

/** What rendering needs to know of a stored template version. */
export interface RenderableVersion {
  fields: TemplateField[];
  source: string;
}

export type Value = string | number | null;
/** Field name → value; null and absent mean the same: not filled in. */
export type Values = Record<string, Value>;
/** Free block id → plain text. */
export type Body = Record<string, string>;
/** Fact name → what is known today; null when it is not known. */
export type Facts = Record<string, Value>;

/** One block with its final plain text. */
export interface RenderedBlock {
  id: string;
  role: BlockRole;
  kind: BlockKind;
  label: string;
  fields: string[];
  /** Plain text; a blank line parts paragraphs. A quote's text carries no quotation marks: the layout sets them. */
  text: string;
  /** Who said it, for a quote: "Police Chief Ruth Alder". */
  attribution?: string;
}

export interface RenderFault {
  field: string;
  message: string;
  code: 'required' | 'too_long' | 'format' | 'unknown_field' | 'unknown_block' | 'locked_block_changed';
}

export interface Rendered {
  blocks: RenderedBlock[];
  /** Names of required fields that are still empty, in the template's order. */
  missing: string[];
  /** What is wrong with what was given; does not repeat the given value. */
  errors: RenderFault[];
}
