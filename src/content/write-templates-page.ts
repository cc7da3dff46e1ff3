import { Injectable } from '@nestjs/common';
import { personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { inTurn } from '../platform/in-turn.js';
import type { FormBody } from '../platform/web/form.js';
import { CreateTemplateDto } from '../templates/templates.dto.js';
import {
  completeField,
  exampleFacts,
  FACTS,
  type Facts,
  FIELD_TYPES,
  fillFacts,
  helperSummaries,
  PREVIEWS,
  previewFacts,
  previewValues,
  renderBlocks,
  TEMPLATE_KINDS,
  type TemplateDefinition,
  type TemplateField,
  TemplatesQueries,
  type Values,
} from '../templates/templates.queries.js';
import { TemplatesService } from '../templates/templates.service.js';
import { DraftFacts } from './draft-facts.js';
import { releaseText } from './rules/render-release.js';
import { sheetOf } from './sheet.js';

/** Rows for more fields than there are, so that some can be added without script. */
const SPARE_ROWS = 3;
const MOST_FIELDS = 60;

/** A form of the template page, as posted: `key`, `kind`, `name`, `description`, `source`, `fields.<n>.<part>`, `previewWith`. */
export type TemplateForm = FormBody;

/** Gathers the pages on which an admin writes templates and looks at what becomes of them. */
@Injectable()
export class WriteTemplatesPage {
  constructor(
    private readonly queries: TemplatesQueries,
    private readonly service: TemplatesService,
    private readonly facts: DraftFacts,
  ) {}

  /** The data of `settings/templates`. */
  async list(tx: Tx): Promise<Record<string, unknown>> {
    const rows = await this.queries.newest(tx);
    return {
      templates: rows.map(({ id, kind, name, version, inUse, builtIn, approvedAt, authorId }) => ({
        id,
        kind,
        name,
        version,
        inUse,
        builtIn,
        waits: approvedAt === null,
        own: authorId !== null && authorId === personIdOf(tx.actor),
      })),
    };
  }

  /** The data of `settings/template`: of a stored one, or of what was typed; `id` null begins a new one. */
  async edit(tx: Tx, id: string | null, typed?: TemplateForm): Promise<Record<string, unknown>> {
    const stored = id && isId(id) ? await this.queries.newestOf(tx, id) : undefined;
    if (id && !stored) throw notFound('template');
    const form = typed ? definitionOf(typed) : null;
    const shown: TemplateDefinition = form ?? stored ?? EMPTY;
    const examined = this.service.examine(shown);
    const previewWith = typeof typed?.['previewWith'] === 'string' ? typed['previewWith'] : 'example';
    return {
      template: {
        id: stored?.id ?? null,
        key: shown.key,
        kind: shown.kind,
        name: shown.name,
        description: shown.description,
        source: shown.source,
        version: stored?.version ?? 0,
        builtIn: stored?.builtIn ?? false,
        waits: stored ? stored.approvedAt === null : false,
        own: stored?.authorId != null && stored.authorId === personIdOf(tx.actor),
        authorName: stored?.authorName ?? null,
      },
      rows: rowsOf(shown.fields),
      kinds: TEMPLATE_KINDS.map((value) => ({ value, label: sentence(value) })),
      types: ['', ...FIELD_TYPES].map((value) => ({ value, label: value === '' ? '' : sentence(value) })),
      factNames: FACTS.map(({ name, label }) => ({ value: name, label })),
      helpers: helperSummaries(),
      versions: stored ? await this.queries.versions(tx, stored.id) : [],
      fault: examined.fault ? faultOf(shown.source, examined.fault) : null,
      previewWith,
      previews: await this.previews(tx),
      preview: examined.version
        ? previewOf(examined.version, await this.look(tx, examined.version.fields, previewWith))
        : null,
    };
  }

  private async previews(tx: Tx) {
    const departments = await tx.query<{ value: string; label: string }>(
      `select p.id as value, d.name || ', ' || d.state as label from partnership p join department d on d.id = p.department_id
        where p.ended_on is null order by d.name, p.id limit 50`,
    );
    return [
      { value: 'example', label: 'An invented department' },
      { value: 'worst', label: 'The longest of everything' },
      { value: 'bare', label: 'Only what has to be filled in' },
      ...departments,
    ];
  }

  /** The values and facts a preview is of; a partnership's id stands for its real facts. */
  private async look(
    tx: Tx,
    fields: readonly TemplateField[],
    chosen: string,
  ): Promise<{ values: Values; facts: Facts }> {
    const kind = PREVIEWS.find((one) => one === chosen) ?? 'example';
    const [real] = await inTurn(isId(chosen) ? [chosen] : [], (id) => this.facts.gather(tx, id));
    const facts = real?.facts ?? (kind === 'example' ? exampleFacts() : previewFacts(kind));
    const known = real ? startFromFacts(fields, facts) : {};
    return { values: { ...previewValues(fields, real ? 'example' : kind), ...known }, facts };
  }
}

const EMPTY: TemplateDefinition = {
  key: '',
  kind: 'press_release',
  name: '',
  description: '',
  fields: [
    completeField({ name: 'headline', label: 'Headline', type: 'text', required: true, maxLength: 90 }),
    completeField({ name: 'disclosure', label: 'Disclosure', type: 'fact', required: true }),
  ],
  source: [
    '{{#block "headline" "fill_in" kind="headline" label="Headline"}}{{headline}}{{/block}}',
    '',
    '{{#block "story" "free" label="The story"}}',
    '  Your first sentence.',
    '{{/block}}',
    '',
    '{{#block "disclosure" "locked" kind="disclosure" label="Disclosure"}}{{disclosure}}{{/block}}',
  ].join('\n'),
};

/** What the form says, as a template; parts that are no text are as good as left out. */
export function definitionOf(form: TemplateForm): TemplateDefinition {
  const text = (name: string): string =>
    typeof form[name] === 'string' ? form[name].replace(/\r\n?/g, '\n') : '';
  const fields: TemplateField[] = [];
  for (let row = 0; row < MOST_FIELDS + SPARE_ROWS; row += 1) {
    const part = (name: string): string => text(`fields.${row}.${name}`).trim();
    const name = part('name');
    if (name === '') continue;
    const maxLength = Number(part('maxLength'));
    fields.push(
      completeField({
        name,
        type: (part('type') || 'text') as TemplateField['type'],
        ...(part('label') && { label: part('label') }),
        required: part('required') !== '',
        maxLength: Number.isInteger(maxLength) && maxLength > 0 ? maxLength : null,
        help: part('help') || null,
        example: part('example') || null,
        fact: part('fact') || null,
      }),
    );
  }
  return {
    key: text('key').trim(),
    kind: (text('kind') || 'press_release') as TemplateDefinition['kind'],
    name: text('name').trim(),
    description: text('description').trim(),
    fields,
    source: text('source'),
  };
}

/** The same as the DTO asks for it, without what stands empty. */
export function inputOf({ fields, ...rest }: TemplateDefinition): CreateTemplateDto {
  const given = fields.map((field) =>
    Object.fromEntries(Object.entries(field).filter(([, value]) => value !== null)),
  );
  return { ...rest, fields: given } as unknown as CreateTemplateDto;
}

function startFromFacts(fields: readonly TemplateField[], facts: Facts): Values {
  return Object.fromEntries(
    fields.flatMap(({ name, type, fact }) =>
      type !== 'fact' && fact !== null && facts[fact] != null ? [[name, facts[fact]]] : [],
    ),
  );
}

function previewOf(
  version: Parameters<typeof renderBlocks>[0],
  { values, facts }: { values: Values; facts: Facts },
) {
  try {
    const { blocks, errors } = renderBlocks(version, fillFacts(version.fields, values, facts), facts);
    const text = releaseText(blocks);
    return {
      blocks: sheetOf(blocks),
      characters: [...text.trim()].length,
      errors: errors.map(({ message }) => message),
    };
  } catch (error) {
    return {
      blocks: [],
      characters: 0,
      errors: [error instanceof Error ? error.message : 'It cannot be rendered.'],
    };
  }
}

function faultOf(source: string, { line, reason }: { line: number; reason: string }) {
  const lines = source.split('\n');
  const from = Math.max(1, line - 2);
  return {
    line,
    reason,
    lines:
      line === 0
        ? []
        : lines
            .slice(from - 1, line + 2)
            .map((text, index) => ({ number: from + index, text, wrong: from + index === line })),
  };
}

function rowsOf(fields: readonly TemplateField[]) {
  const spare = Array.from({ length: Math.min(SPARE_ROWS, MOST_FIELDS - fields.length) }, () => null);
  return [...fields, ...spare].map((field, at) => ({
    at,
    name: field?.name ?? '',
    label: field?.label ?? '',
    type: field?.type ?? '',
    required: field?.required ?? false,
    maxLength: field?.maxLength ?? '',
    help: field?.help ?? '',
    example: field?.example ?? '',
    fact: field?.fact ?? '',
  }));
}

function sentence(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
