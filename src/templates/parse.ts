import Handlebars from 'handlebars';
import {
  BLOCK_KINDS,
  BLOCK_ROLES,
  type BlockKind,
  type BlockRole,
  type TemplateBlock,
  type TemplateField,
} from './body.js';
import { FIRST, HELPERS } from './helpers.js';
import { TemplateFault } from './template-fault.js';

export const MAX_SOURCE_BYTES = 20_000;
export const MAX_NESTING = 8;
const MAX_BLOCKS = 60;

/** A template that was read and found to hold nothing but what the interpreter knows. */
export interface ParsedTemplate {
  program: hbs.AST.Program;
  blocks: TemplateBlock[];
}

/**
 * Reads a stored template's source and checks every node of it against what the interpreter allows, before
 * anything is rendered. Nothing is compiled. The language:
 *
 *   {{#block "quote" "fill_in" kind="quote" label="What the chief says" attribution=chiefName}}…{{/block}}
 *   {{field}}  {{helper field …}}  {{#if field}}…{{else}}…{{/if}}  {{#each points}}{{this}}{{br}}{{/each}}
 *
 * All text stands inside blocks; `each` walks the lines of a long text. Throws TemplateFault with the line.
 */
export function parseTemplate(source: string, fields: readonly TemplateField[]): ParsedTemplate {
  if (Buffer.byteLength(source, 'utf8') > MAX_SOURCE_BYTES) {
    throw new TemplateFault(1, `the template is longer than ${MAX_SOURCE_BYTES / 1000} KB; shorten it`);
  }
  const checker = new Checker(new Map(fields.map((field) => [field.name, field])));
  const program = read(source);
  checker.top(program, 0);
  if (checker.blocks.length === 0) throw new TemplateFault(1, 'a template needs at least one block');
  return { program, blocks: checker.blocks };
}

function read(source: string): hbs.AST.Program {
  try {
    return Handlebars.parse(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const line = /on line (\d+)/.exec(message) ?? / - (\d+):\d+/.exec(message);
    throw new TemplateFault(Number(line?.[1] ?? 1), 'the braces do not match up; every {{#…}} needs its {{/…}}');
  }
}

class Checker {
  readonly blocks: TemplateBlock[] = [];
  private current: TemplateBlock | null = null;

  constructor(private readonly fields: Map<string, TemplateField>) {}

  /** Outside of blocks: only space, comments, blocks, and conditions around blocks. */
  top(program: hbs.AST.Program | undefined, depth: number): void {
    for (const node of program?.body ?? []) {
      if (isContent(node)) {
        if (node.value.trim() !== '') fail(node, 'this text stands outside of a block; put it inside one');
      } else if (isBlock(node)) {
        const name = nameOf(node.path);
        if (name === 'block') this.block(node, depth + 1);
        else if (name === 'if') this.condition(node, depth + 1, (inner) => this.top(inner, depth + 1));
        else fail(node, `"${name}" cannot stand outside of a block`);
      } else if (node.type !== 'CommentStatement') {
        fail(node, 'this stands outside of a block; put it inside one');
      }
    }
  }

  private block(node: hbs.AST.BlockStatement, depth: number): void {
    this.nesting(node, depth);
    const [id, role] = node.params.map((param) => literal(param));
    if (node.params.length !== 2 || !id || !role) {
      fail(node, 'a block is written {{#block "name" "locked"}}: a name and a role, both in quotes');
    }
    if (!/^[a-z][a-zA-Z0-9_]{0,39}$/.test(id)) fail(node, 'a block name is a letter, then letters, digits and _');
    if (!BLOCK_ROLES.includes(role as BlockRole)) fail(node, `a block is ${BLOCK_ROLES.join(', ')}`);
    if (this.blocks.some((block) => block.id === id)) fail(node, `there are two blocks named "${id}"`);
    if (this.blocks.length >= MAX_BLOCKS) fail(node, `a template has at most ${MAX_BLOCKS} blocks`);
    if (node.inverse) fail(node, 'a block has no {{else}}');
    const block: TemplateBlock = {
      id,
      role: role as BlockRole,
      kind: 'paragraph',
      label: id.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase()),
      fields: [],
    };
    this.current = block;
    for (const pair of node.hash?.pairs ?? []) this.option(pair, block);
    this.inside(node.program, depth, false);
    this.current = null;
    this.blocks.push(block);
  }

  private option(pair: hbs.AST.HashPair, block: TemplateBlock): void {
    if (pair.key === 'attribution') {
      this.expression(pair.value, false, 0);
      return;
    }
    const value = literal(pair.value);
    if (pair.key === 'kind' && value && BLOCK_KINDS.includes(value as BlockKind)) block.kind = value as BlockKind;
    else if (pair.key === 'label' && value) block.label = value;
    else if (pair.key === 'kind') fail(pair, `a block's kind is one of ${BLOCK_KINDS.join(', ')}`);
    else fail(pair, `a block has no option "${pair.key}"`, pair.key);
  }

  private inside(program: hbs.AST.Program | undefined, depth: number, each: boolean): void {
    for (const node of program?.body ?? []) {
      if (isContent(node) || node.type === 'CommentStatement') continue;
      if (isMustache(node)) {
        if (!node.escaped) fail(node, 'three braces are not needed: write {{…}}');
        this.call(node, each, 0);
      } else if (isBlock(node)) {
        this.nesting(node, depth + 1);
        const name = nameOf(node.path);
        if (name === 'if') this.condition(node, depth + 1, (inner) => this.inside(inner, depth + 1, each));
        else if (name === 'each') this.loop(node, depth + 1, each);
        else if (name === 'block') fail(node, 'a block cannot stand inside another block');
        else fail(node, `there is no "{{#${name}}}"; use block, if or each`, name);
      } else {
        fail(node, 'only text, {{field}}, helpers, if and each may stand in a block');
      }
    }
  }

  private condition(
    node: hbs.AST.BlockStatement,
    depth: number,
    inner: (program: hbs.AST.Program | undefined) => void,
  ): void {
    this.nesting(node, depth);
    if (node.params.length !== 1 || node.hash) fail(node, 'an if asks for one field: {{#if field}}');
    this.expression(node.params[0]!, false, 0);
    inner(node.program);
    inner(node.inverse);
  }

  private loop(node: hbs.AST.BlockStatement, depth: number, each: boolean): void {
    if (each) fail(node, 'an each cannot stand inside another each');
    const [param] = node.params;
    if (node.params.length !== 1 || node.hash || node.program?.blockParams?.length || !param) {
      fail(node, 'an each walks the lines of one field: {{#each field}}');
    }
    const field = this.expression(param, false, 0);
    if (field?.type !== 'long_text') fail(node, 'each walks the lines of a long_text field');
    this.inside(node.program, depth, true);
    this.inside(node.inverse, depth, false);
  }

  private call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, each: boolean, depth: number): void {
    const sub = node.type === 'SubExpression';
    const name = nameOf(node.path);
    if (node.hash) fail(node, 'options of the form name=value are known to block only');
    if (node.params.length === 0 && !sub && !HELPERS.has(name)) {
      this.expression(node.path, each, depth);
      return;
    }
    const helper = HELPERS.get(name);
    const min = name === FIRST ? 1 : helper?.min;
    const max = name === FIRST ? 5 : helper?.max;
    if (min === undefined || max === undefined || !isPath(node.path) || node.path.parts.length !== 1) {
      const known = [...HELPERS.keys(), FIRST].join(', ');
      return fail(node, `there is no helper "${name}"; there are ${known}`, name);
    }
    if (node.params.length < min || node.params.length > max) {
      fail(node, `"${name}" takes ${min === max ? min : `${min} to ${max}`} values: ${helper?.summary ?? '{{first a b}}'}`);
    }
    for (const param of node.params) this.expression(param, each, depth + 1);
  }

  /** Checks one value and gives its field when it is one. */
  private expression(node: hbs.AST.Node, each: boolean, depth: number): TemplateField | undefined {
    if (depth > MAX_NESTING) fail(node, 'this is nested too deeply');
    if (node.type === 'StringLiteral' || node.type === 'NumberLiteral') return undefined;
    if (node.type === 'SubExpression') {
      this.call(node as hbs.AST.SubExpression, each, depth + 1);
      return undefined;
    }
    if (!isPath(node)) return fail(node, 'write a field name here');
    if (node.original === 'this' && node.parts.length === 0 && !node.data) {
      if (!each) fail(node, '{{this}} has a meaning only inside {{#each}}', 'this');
      return undefined;
    }
    const field = this.fields.get(node.original);
    if (!field || node.data || node.depth !== 0 || node.parts.length !== 1) {
      const known = [...this.fields.keys()].join(', ') || 'none';
      return fail(node, `there is no field "${node.original}"; the fields are: ${known}`, node.original);
    }
    if (this.current && !this.current.fields.includes(field.name)) this.current.fields.push(field.name);
    if (this.current?.role === 'locked' && field.type !== 'fact') {
      fail(node, `"${field.name}" is filled in by the author and cannot stand in a locked block`, field.name);
    }
    return field;
  }

  private nesting(node: hbs.AST.Node, depth: number): void {
    if (depth > MAX_NESTING) fail(node, `this is nested more than ${MAX_NESTING} deep`);
  }
}

function fail(node: { loc?: hbs.AST.SourceLocation }, reason: string, subject?: string): never {
  throw new TemplateFault(node.loc?.start.line ?? 1, reason, subject);
}

export function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement';
}
export function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}
export function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}
export function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

/** The written name of a path or literal in call position. */
export function nameOf(path: hbs.AST.Node): string {
  return isPath(path) ? path.original : '';
}

function literal(node: hbs.AST.Node): string | undefined {
  return node.type === 'StringLiteral' ? (node as hbs.AST.StringLiteral).value : undefined;
}
