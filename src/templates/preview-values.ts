import type { Facts, TemplateField, Values } from './body.js';
import { exampleFacts, FACTS } from './facts.js';
import { maxLengthOf } from './values.js';

/** What a template is looked at with. `worst` fills everything to the brim; `bare` leaves out all that may be left out. */
export const PREVIEWS = ['example', 'worst', 'bare'] as const;
export type PreviewKind = (typeof PREVIEWS)[number];

const LONG_WORD = 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch';
const WORST_FACTS: Record<string, string | number> = {
  departmentName: 'Winston-Salem and Forsyth County Consolidated Metropolitan Police Department of North Carolina',
  city: 'Lake Chargoggagoggmanchauggagoggchaubunagungamaugg',
  state: 'MA',
  timeZone: 'America/Kentucky/Monticello',
  deviceValueCents: 999_999_999,
  downloadsPerDevice: 1_000_000,
  deviceDiscountPercent: 100,
};

/** The values of a template's fields for a preview, each of the form its type asks for. Facts are not among them. */
export function previewValues(fields: readonly TemplateField[], kind: PreviewKind): Values {
  return Object.fromEntries(
    fields
      .filter(({ type }) => type !== 'fact')
      .map((field) => [
        field.name,
        kind === 'worst' ? worst(field) : kind === 'bare' && !field.required ? null : example(field),
      ]),
  );
}

/** The facts of an invented department, or of one whose every name is as long as names get. */
export function previewFacts(kind: PreviewKind): Facts {
  const facts = exampleFacts();
  if (kind !== 'worst') return facts;
  return Object.fromEntries(
    FACTS.map(({ name }) => {
      const fact = facts[name] ?? null;
      return [name, WORST_FACTS[name] ?? (typeof fact === 'string' ? `${fact} ${LONG_WORD} ${fact}` : fact)];
    }),
  );
}

function example(field: TemplateField): string | number {
  if (field.example) return field.type === 'money' ? Number(field.example) || 20_000 : field.example;
  switch (field.type) {
    case 'date':
      return '2019-04-22';
    case 'time':
      return '10:00';
    case 'money':
      return 20_000;
    case 'phone':
      return '620-555-0142';
    case 'url':
      return 'https://liaison.example/r/alderfallspd';
    default:
      return field.label;
  }
}

function worst(field: TemplateField): string | number {
  const length = maxLengthOf(field);
  switch (field.type) {
    case 'date':
      return '2026-09-30';
    case 'time':
      return '12:30';
    case 'money':
      return 999_999_999_999;
    case 'phone':
      return '+1 (620) 555-0142 extension 4815162342'.slice(0, length);
    case 'url':
      return `https://liaison.example/${'a'.repeat(Math.max(0, Math.min(length, 2_000) - 24))}`;
    case 'long_text':
      return filled(`${LONG_WORD} & <b>“quoted”</b>\n\nanother paragraph `, length);
    default:
      return filled(`${LONG_WORD} & “quoted” `, length);
  }
}

function filled(words: string, length: number): string {
  return words.repeat(Math.ceil(length / words.length)).slice(0, length).trim();
}
