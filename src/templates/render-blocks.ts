import type {
  Body,
  Facts,
  Rendered,
  RenderedBlock,
  RenderFault,
  RenderableVersion,
  TemplateBlock,
  Value,
  Values,
} from './body.js';
import { interpret, type RenderContext, type WalkedBlock } from './interpret.js';
import { parseTemplate, type ParsedTemplate } from './parse.js';
import { checkValues } from './values.js';

const MAX_FREE_TEXT = 10_000;

/**
 * The exact blocks of a text: locked and fill-in blocks from the template with values and facts set in, free
 * blocks from `body` where the author has written, else the template's starting words. Pure: the same input
 * gives the same text for ever. A field of type `fact` takes its value from `values` when it was frozen there,
 * else from `facts`. A body that names a locked or fill-in block with other words is a fault (`locked_block_changed`).
 * Throws TemplateFault only for a template that was never valid.
 */
export function renderBlocks(
  version: RenderableVersion,
  values: Values,
  facts: Facts,
  body: Body = {},
): Rendered {
  const parsed = parsedOf(version);
  const context = contextOf(version, values, facts);
  const walk = interpret(parsed, version.fields, context);
  const declared = new Map(parsed.blocks.map((block) => [block.id, block]));
  const blocks = walk.blocks.map((walked) => rendered(declared.get(walked.id)!, walked, body));
  return {
    blocks,
    missing: missingOf(version, context, walk.asked),
    errors: [...checkValues(version.fields, values), ...bodyFaults(declared, walk.blocks, body)],
  };
}

/** The text a free block starts with, by block id, so that an editor can show it and a redline can compare it. */
export function startingBody(version: RenderableVersion, values: Values, facts: Facts): Body {
  const { blocks } = renderBlocks(version, values, facts);
  return Object.fromEntries(blocks.filter(({ role }) => role === 'free').map(({ id, text }) => [id, text]));
}

/** The blocks a version declares, in its order. Throws TemplateFault. */
export function blocksOf(version: RenderableVersion): TemplateBlock[] {
  return parsedOf(version).blocks;
}

function rendered(block: TemplateBlock, walked: WalkedBlock, body: Body): RenderedBlock {
  const written = block.role === 'free' && Object.hasOwn(body, block.id) ? body[block.id] : undefined;
  return {
    id: block.id,
    role: block.role,
    kind: block.kind,
    label: block.label,
    fields: block.fields,
    text: written ?? walked.text,
    ...(walked.attribution ? { attribution: walked.attribution } : {}),
  };
}

function contextOf(version: RenderableVersion, values: Values, facts: Facts): RenderContext {
  const context = Object.create(null) as RenderContext;
  for (const field of version.fields) {
    context[field.name] =
      own(values, field.name) ??
      (field.type === 'fact' && field.fact !== null ? own(facts, field.fact) : null);
  }
  return context;
}

function missingOf(version: RenderableVersion, context: RenderContext, asked: Set<string>): string[] {
  return version.fields
    .filter(({ name, required }) => (required || asked.has(name)) && isEmpty(context[name] ?? null))
    .map(({ name }) => name);
}

function bodyFaults(
  declared: Map<string, TemplateBlock>,
  walked: WalkedBlock[],
  body: Body,
): RenderFault[] {
  const faults: RenderFault[] = [];
  for (const [id, text] of Object.entries(body)) {
    const field = `body.${id.slice(0, 60)}`;
    const block = declared.get(id);
    if (!block) {
      faults.push({ field, code: 'unknown_block', message: 'The template has no block of this name.' });
    } else if (block.role !== 'free' && text !== walked.find((one) => one.id === id)?.text) {
      faults.push({ field, code: 'locked_block_changed', message: lockedMessage(block) });
    } else if ([...text].length > MAX_FREE_TEXT) {
      faults.push({
        field,
        code: 'too_long',
        message: `${block.label} is longer than ${MAX_FREE_TEXT} characters. Shorten it.`,
      });
    }
  }
  return faults;
}

function lockedMessage(block: TemplateBlock): string {
  return block.role === 'locked'
    ? `${block.label} is locked: its words come from the template and cannot be changed.`
    : `${block.label} is made from its fields: change those, not the sentence.`;
}

const parsedSources = new WeakMap<RenderableVersion, ParsedTemplate>();

// A version is immutable, so the same object is read only once.
function parsedOf(version: RenderableVersion): ParsedTemplate {
  let parsed = parsedSources.get(version);
  if (!parsed) {
    parsed = parseTemplate(version.source, version.fields);
    parsedSources.set(version, parsed);
  }
  return parsed;
}

function own(record: Record<string, Value>, name: string): Value {
  const value = Object.hasOwn(record, name) ? (record[name] ?? null) : null;
  return value === '' ? null : value;
}

function isEmpty(value: Value): boolean {
  return value === null || value === '';
}
