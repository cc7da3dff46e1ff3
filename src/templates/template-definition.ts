import { createHash } from 'node:crypto';
import { FIELD_TYPES, TEMPLATE_KINDS, type TemplateBlock, type TemplateField, type TemplateKind } from './body.js';
import { FACTS, isFact } from './facts.js';
import { parseTemplate } from './parse.js';
import { TemplateFault } from './template-fault.js';

/** A template before it is stored: what a file or an admin hands in. */
export interface TemplateDefinition {
  key: string;
  kind: TemplateKind;
  name: string;
  description: string;
  fields: TemplateField[];
  source: string;
}

/** A definition that was read through: its blocks, and a hash by which the same template is known again. */
export interface CheckedDefinition extends TemplateDefinition {
  blocks: TemplateBlock[];
  contentHash: string;
}

/** A field as files and admins write it: what is left out takes its usual value. */
export type FieldInput = Pick<TemplateField, 'name' | 'type'> & Partial<TemplateField>;

const MAX_FIELDS = 60;

/** Fills in what a field leaves out. */
export function completeField(field: FieldInput): TemplateField {
  return {
    name: field.name,
    label: field.label ?? field.name,
    type: field.type,
    required: field.required ?? false,
    maxLength: field.maxLength ?? null,
    help: field.help ?? null,
    example: field.example ?? null,
    fact: field.fact ?? (field.type === 'fact' ? field.name : null),
  };
}

/** Fields of type `fact` for these fact names, named as the facts are. */
export function factFields(names: readonly string[], required: boolean): TemplateField[] {
  return names.map((name) => {
    const fact = FACTS.find((one) => one.name === name);
    const example = fact === undefined ? null : String(fact.example);
    return completeField({ name, label: fact?.label ?? name, type: 'fact', required, example, fact: name });
  });
}

/** Reads a definition through and refuses it with a TemplateFault that names the line; line 0 speaks of the fields. */
export function checkDefinition(definition: TemplateDefinition): CheckedDefinition {
  if (!TEMPLATE_KINDS.includes(definition.kind)) throw new TemplateFault(0, 'there is no such kind of template');
  if (definition.fields.length > MAX_FIELDS) throw new TemplateFault(0, `a template has at most ${MAX_FIELDS} fields`);
  const seen = new Set<string>();
  for (const { name, type, fact } of definition.fields) {
    if (!/^[a-z][a-zA-Z0-9]{0,39}$/.test(name)) {
      throw new TemplateFault(0, 'a field name is a small letter, then letters and digits', name);
    }
    if (seen.has(name)) throw new TemplateFault(0, `there are two fields named "${name}"`, name);
    seen.add(name);
    if (!FIELD_TYPES.includes(type)) throw new TemplateFault(0, `"${name}" has a type that is not known`, name);
    if (type === 'fact' && fact === null) throw new TemplateFault(0, `"${name}" does not say which fact`, name);
    if (fact !== null && !isFact(fact)) {
      throw new TemplateFault(0, `there is no fact "${fact}"; the facts are: ${FACTS.map((one) => one.name).join(', ')}`, name);
    }
  }
  const { blocks } = parseTemplate(definition.source, definition.fields);
  return { ...definition, blocks, contentHash: hashOf(definition) };
}

function hashOf({ kind, name, description, fields, source }: TemplateDefinition): string {
  const json = JSON.stringify([kind, name, description, fields, source]);
  return createHash('sha256').update(json).digest('hex');
}
