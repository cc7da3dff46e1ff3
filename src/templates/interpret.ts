import type { TemplateField, Value } from './body.js';
import { FIRST, HELPERS } from './helpers.js';
import { isBlock, isContent, isMustache, isPath, nameOf, type ParsedTemplate } from './parse.js';
import { TemplateFault } from './template-fault.js';

export const MAX_STEPS = 20_000;
/** In UTF-8, for all blocks together. */
export const MAX_OUTPUT_BYTES = 200_000;
/** Characters that helpers, conditions and lists may read, so that much reading of long values costs no time either. */
const MAX_READ = 2_000_000;
const MAX_LINES = 200;

/** What a field holds while rendering. Made without a prototype, so that no inherited name can be read. */
export type RenderContext = Record<string, Value>;

/** One block as the walk found it: only blocks whose conditions held are in the list. */
export interface WalkedBlock {
  id: string;
  text: string;
  attribution: string | null;
}

/** What came out of one walk: the blocks in order, and required fields that an output asked for and found empty. */
export interface Walk {
  blocks: WalkedBlock[];
  asked: Set<string>;
}

interface Evaluated {
  value: Value;
  /** The field an empty value came from. */
  field?: TemplateField;
}

/**
 * Walks a parsed template over flat values. Runs no code of the template's, reads nothing but the declared fields,
 * and stops with a TemplateFault when a budget (steps, output) is used up.
 */
export function interpret(
  parsed: ParsedTemplate,
  fields: readonly TemplateField[],
  context: RenderContext,
): Walk {
  return new Walker(new Map(fields.map((field) => [field.name, field])), context).walk(parsed.program);
}

class Walker {
  private steps = 0;
  private written = 0;
  private read = 0;
  private readonly found: WalkedBlock[] = [];
  private readonly asked = new Set<string>();
  private buffer = '';

  constructor(
    private readonly fields: Map<string, TemplateField>,
    private readonly context: RenderContext,
  ) {}

  walk(program: hbs.AST.Program): Walk {
    this.program(program, null);
    return { blocks: this.found, asked: this.asked };
  }

  private program(program: hbs.AST.Program | undefined, line: string | null): void {
    for (const node of program?.body ?? []) {
      this.step(node);
      if (isContent(node)) this.write(node, joinLines(node.value));
      else if (isMustache(node)) this.write(node, this.shown(this.call(node, line)));
      else if (isBlock(node)) this.branch(node, line);
    }
  }

  private branch(node: hbs.AST.BlockStatement, line: string | null): void {
    const name = nameOf(node.path);
    if (name === 'block') {
      this.buffer = '';
      this.program(node.program, null);
      this.found.push({ id: text(node.params[0]!), text: tidy(this.buffer), attribution: this.attribution(node) });
      this.buffer = '';
    } else if (name === 'if') {
      const { value } = this.evaluate(node.params[0]!, line);
      this.program(isEmpty(value) ? node.inverse : node.program, line);
    } else {
      const { value } = this.evaluate(node.params[0]!, line);
      this.reads(node, value);
      const lines = linesOf(value);
      if (lines.length > MAX_LINES) throw new TemplateFault(node.loc.start.line, `more than ${MAX_LINES} lines to list`);
      if (lines.length === 0) this.program(node.inverse, null);
      for (const each of lines) this.program(node.program, each);
    }
  }

  private attribution(node: hbs.AST.BlockStatement): string | null {
    const pair = node.hash?.pairs.find(({ key }) => key === 'attribution');
    if (!pair) return null;
    const shown = this.shown(this.evaluate(pair.value, null));
    this.count(node, shown);
    return shown;
  }

  private call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, line: string | null): Evaluated {
    const name = nameOf(node.path);
    if (node.type === 'MustacheStatement' && node.params.length === 0 && !HELPERS.has(name)) {
      return this.evaluate(node.path, line);
    }
    const args = node.params.map((param) => this.evaluate(param, line));
    const firstEmpty = args.find(({ value }) => isEmpty(value));
    if (name === FIRST) return args.find(({ value }) => !isEmpty(value)) ?? oneOf(args);
    if (firstEmpty) return firstEmpty;
    const helper = HELPERS.get(name);
    for (const { value } of args) this.reads(node, value);
    if (!helper) throw new TemplateFault(node.loc.start.line, `there is no helper "${name}"`, name);
    return { value: helper.write(args.map(({ value }) => value as string | number)) };
  }

  private evaluate(node: hbs.AST.Node, line: string | null): Evaluated {
    this.step(node);
    if (node.type === 'StringLiteral') return { value: (node as hbs.AST.StringLiteral).value };
    if (node.type === 'NumberLiteral') return { value: (node as hbs.AST.NumberLiteral).value };
    if (node.type === 'SubExpression') return this.call(node as hbs.AST.SubExpression, line);
    if (isPath(node) && node.original === 'this') return { value: line };
    const field = this.fields.get(nameOf(node));
    if (!field) throw new TemplateFault(node.loc.start.line, `there is no field "${nameOf(node)}"`, nameOf(node));
    return { value: this.context[field.name] ?? null, field };
  }

  /** An empty required field shows its label in brackets, so that a draft reads as one before it is complete. */
  private shown({ value, field }: Evaluated): string {
    if (!isEmpty(value)) return String(value);
    if (!field?.required) return '';
    this.asked.add(field.name);
    return `[${field.label}]`;
  }

  private write(node: hbs.AST.Node, more: string): void {
    this.count(node, more);
    this.buffer += more;
  }

  private count(node: hbs.AST.Node, more: string): void {
    this.written += Buffer.byteLength(more, 'utf8');
    if (this.written > MAX_OUTPUT_BYTES) {
      throw new TemplateFault(node.loc.start.line, 'the text grows beyond 200 KB here');
    }
  }

  private reads(node: hbs.AST.Node, value: Value): void {
    this.read += typeof value === 'string' ? value.length : 1;
    if (this.read > MAX_READ) throw new TemplateFault(node.loc.start.line, 'the template does too much work here');
  }

  private step(node: hbs.AST.Node): void {
    this.steps += 1;
    if (this.steps > MAX_STEPS) throw new TemplateFault(node.loc.start.line, 'the template does too much work here');
  }
}

/** None of several is filled in: the sentence needs one, so the first is asked for even when it is optional alone. */
function oneOf(args: Evaluated[]): Evaluated {
  const field = args[0]?.field;
  return field ? { value: null, field: { ...field, required: true } } : { value: null };
}

function text(node: hbs.AST.Node): string {
  return (node as hbs.AST.StringLiteral).value;
}

function isEmpty(value: Value): boolean {
  return value === null || value === '';
}

function linesOf(value: Value): string[] {
  return String(value ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/**
 * In a template's own words a line break is only layout; a blank line parts paragraphs. Values keep theirs. Spaces come
 * first, here and below: a pattern that looks for a line's end behind any number of them takes the square of that number.
 */
function joinLines(words: string): string {
  return words
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?\n\s*/g, '\n\n')
    .replace(/ ?(?<!\n)\n(?!\n) ?/g, ' ');
}

function tidy(words: string): string {
  return words
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
