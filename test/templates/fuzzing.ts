/**
 * Renders templates made by chance, in a process of its own that was started with code generation from strings switched off.
 * Arguments: how many, and the seed. Prints what it saw as one line of JSON.
 */
import { interpret } from '../../src/templates/interpret.js';
import { parseTemplate } from '../../src/templates/parse.js';
import { renderBlocks } from '../../src/templates/render-blocks.js';
import { TemplateFault } from '../../src/templates/template-fault.js';
import { Chance } from '../support/faults-chance.js';
import type { FieldType, TemplateField, Value, Values } from '../../src/templates/body.js';

/** What the rendering did, over all templates. */
export interface Seen {
  rendered: number;
  refused: number;
  /** Faults that were no TemplateFault, by their message; an EvalError is code that would have been run. */
  strange: string[];
  codeRun: number;
  inheritedReads: number;
  slowest: number;
  largest: number;
}

const MOST_MILLISECONDS = 50;
const SECRET = 'read from the prototype';
const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'inheritedTrap'];
const TYPES: FieldType[] = ['text', 'long_text', 'date', 'time', 'money', 'phone', 'url', 'fact'];
const HELPERS = ['apDate', 'apWeekdayDate', 'apTime', 'dateline', 'apState', 'money', 'number', 'phone', 'upper', 'br', 'first', 'lookup', 'with', 'log', 'helperMissing', 'blockHelperMissing', 'constructor'];
const PATHS = ['this', '@root', '@index', '../name', 'this.constructor', '__proto__', '__proto__.polluted', 'constructor.constructor', 'toString.call', '[constructor]', 'a.b.c', '__defineGetter__', '__lookupGetter__'];
const CODE = ['globalThis.codeRun = 1', 'process.exit(9)', 'return this', '");globalThis.codeRun=1;("', "require('child_process')"];
const LITERALS = ['""', '"words"', "'2019-04-22'", '7', '-1.5', '1e400', 'true', 'null', 'undefined', '"KS"'];

/** Helpers that are called rightly, with how many values each takes. */
const CALLS: [string, number][] = [['apDate', 1], ['apWeekdayDate', 1], ['apTime', 3], ['dateline', 2], ['apState', 1], ['money', 1], ['number', 1], ['phone', 1], ['upper', 1], ['first', 3]];

/** Makes templates by chance; a careful one writes what the language has, so that it is rendered and not only refused. */
class Maker {
  constructor(
    private readonly chance: Chance,
    private readonly names: string[],
    private readonly careful: boolean,
  ) {}

  expression(depth = 0): string {
    const roll = this.chance.next();
    if (this.careful) {
      if (roll < 0.6 || depth > 3) return this.chance.oneOf(this.names);
      if (roll < 0.75) return `"${this.chance.oneOf(['KS', '2019-04-22', '{{name}}', ...CODE]).replaceAll('"', "'")}"`;
      const [helper, takes] = this.chance.oneOf(CALLS);
      return `(${helper} ${Array.from({ length: takes }, () => this.expression(depth + 1)).join(' ')})`;
    }
    if (roll < 0.55) return this.chance.oneOf(this.names);
    if (roll < 0.7) return this.chance.oneOf(LITERALS);
    if (roll < 0.78) return `"${this.chance.oneOf(CODE).replaceAll('"', "'")}"`;
    if (roll < 0.86) return this.chance.oneOf(PATHS);
    if (depth > 9) return this.chance.oneOf(this.names);
    return `(${this.chance.oneOf(HELPERS)} ${Array.from({ length: this.chance.below(4) }, () => this.expression(depth + 1)).join(' ')})`;
  }

  statement(depth: number): string {
    const roll = this.chance.next();
    if (this.careful && roll >= 0.5) {
      if (roll < 0.75 || depth > 5) return `{{first ${this.expression()} ${this.expression()}}}`;
      if (roll < 0.88) return `{{#if ${this.expression()}}}${this.inside(depth + 1)}{{else}}${this.words()}{{/if}}`;
      return `{{#each points}}{{this}} {{upper this}}${this.words()}{{/each}}`;
    }
    if (roll < 0.3) return this.words();
    if (roll < 0.5) return `{{${this.chance.oneOf(this.names)}}}`;
    if (roll < 0.65) return `{{${this.chance.oneOf(HELPERS)} ${this.expression()}${this.chance.next() < 0.3 ? ` ${this.expression()}` : ''}}}`;
    if (roll < 0.72) return `{{${this.expression()}}}`;
    if (depth > 10) return this.words();
    if (roll < 0.82) return `{{#if ${this.expression()}}}${this.inside(depth + 1)}${this.chance.next() < 0.4 ? `{{else}}${this.inside(depth + 1)}` : ''}{{/if}}`;
    if (roll < 0.93) return `{{#each ${this.expression()}}}${this.inside(depth + 1)}{{this}}{{/each}}`;
    return this.chance.oneOf(['{{{name}}}', '{{> partial}}', '{{> (lookup this "x")}}', '{{#with this}}x{{/with}}', '{{&name}}', '{{!-- note --}}', '{{* decorator}}', '{{#*inline "x"}}y{{/inline}}', '{{{{raw}}}}x{{{{/raw}}}}', '{{', '}}', '{{/if}}', '{{else}}', '\\{{name}}']);
  }

  words(): string {
    const roll = this.chance.next();
    if (roll < 0.7) return this.chance.oneOf(['The police ', 'says\n', '\n\n', '<b>“quoted”</b> ', '\u202eevil ', '👮🏽‍♀️ ', '  ']);
    if (roll < 0.8) return ' '.repeat(this.chance.below(4_000));
    if (roll < 0.9) return '\n\t '.repeat(this.chance.below(1_000));
    return 'wörd '.repeat(this.chance.below(600));
  }

  inside(depth: number): string {
    return Array.from({ length: 1 + this.chance.below(5) }, () => this.statement(depth)).join('');
  }

  source(): string {
    const blocks = Array.from({ length: 1 + this.chance.below(6) }, (_, at) => {
      const often = this.chance.next() < 0.1 ? 20 : 1;
      if (this.careful)
        return `{{#block "block${at}" "${this.chance.oneOf(['fill_in', 'free'])}" attribution=${this.expression()}}}${this.inside(2).repeat(often)}{{/block}}`;
      const id = this.chance.next() < 0.05 ? this.chance.oneOf(INHERITED) : `block${at}`;
      const options = this.chance.oneOf(['', ' kind="quote"', ' kind="list"', ' label="Words"', ` attribution=${this.expression()}`, ' evil="x"']);
      const many = this.chance.next() < 0.04 ? 60 : 1;
      return `{{#block "${id}" "${this.chance.oneOf(['locked', 'fill_in', 'fill_in', 'fill_in', 'free'])}"${options}}}${this.inside(2).repeat(many)}{{/block}}`;
    });
    const source = blocks.join(this.chance.next() < 0.1 ? this.statement(0) : '\n');
    if (this.careful || this.chance.next() > 0.15) return source;
    // A few letters turned round, as a hand or a machine would.
    const at = this.chance.below(source.length);
    return source.slice(0, at) + this.chance.oneOf(['{', '}', '"', '#', '', '\0', '(']) + source.slice(at + this.chance.below(3));
  }

  value(type: FieldType): Value {
    const roll = this.chance.next();
    if (roll < 0.15) return null;
    if (roll < 0.3) return this.chance.oneOf(['{{name}}', '{{#each x}}', ...CODE]);
    if (roll < 0.45) return `${this.chance.oneOf(['line', '', 'Ünïcode 👮🏽‍♀️', ' '])}\n`.repeat(this.chance.below(400));
    if (roll < 0.5) return this.chance.oneOf(['€', 'x ', '\n', ' ', '\t\n']).repeat(10_000);
    if (type === 'money' || roll < 0.55) return this.chance.oneOf([0, -1, 20_000, 1e21, NaN, Infinity]);
    return this.chance.oneOf(['2019-04-22', '2019-02-30', '10:00', '620-555-0142', 'Alder Falls', 'KS', 'America/Chicago', 'No/Where']);
  }
}

/** Renders `count` templates; the process has to have been started with code generation from strings switched off. */
export function fuzz(count: number, seed: number): Seen {
  const seen: Seen = { rendered: 0, refused: 0, strange: [], codeRun: 0, inheritedReads: 0, slowest: 0, largest: 0 };
  Object.defineProperty(Object.prototype, 'inheritedTrap', {
    configurable: true,
    get: () => {
      seen.inheritedReads += 1;
      return SECRET;
    },
  });
  const chance = new Chance(seed);
  for (let turn = 0; turn < count; turn += 1) {
    const fields = someFields(chance);
    const maker = new Maker(chance, fields.map(({ name }) => name), turn % 2 === 0);
    const source = maker.source();
    // Made so, a name of the prototype becomes a property of its own.
    const values: Values = Object.fromEntries(
      fields.filter(() => chance.next() < 0.7).map(({ name, type }) => [name, maker.value(type)]),
    );
    attempt(seen, source, fields, values);
  }
  seen.codeRun += 'codeRun' in globalThis ? 1 : 0;
  return seen;
}

function someFields(chance: Chance): TemplateField[] {
  const names = [...new Set(['name', 'points', 'day', ...INHERITED.filter(() => chance.next() < 0.3)])];
  return names.map((name) => ({
    name,
    label: `Label of ${name}`,
    type: name === 'points' ? 'long_text' : chance.oneOf(TYPES),
    required: chance.next() < 0.5,
    maxLength: null,
    help: null,
    example: null,
    fact: null,
  }));
}

function attempt(seen: Seen, source: string, fields: TemplateField[], values: Values): void {
  let took = 0;
  try {
    const parsed = parseTemplate(source, fields);
    const version = { fields, source };
    const began = process.cpuUsage();
    const { blocks } = renderBlocks(version, values, {});
    took = since(began);
    const output = blocks.map(({ text, attribution }) => text + (attribution ?? '')).join('');
    seen.rendered += 1;
    seen.largest = Math.max(seen.largest, Buffer.byteLength(output));
    const given = Object.values(values).map(String).join('');
    if (/\[native code\]|\[object /.test(output) && !/\[native code\]|\[object /.test(given)) seen.inheritedReads += 1;
    if (took > MOST_MILLISECONDS) {
      // Once more, twice: a pause of the collector or of the machine is not the template's.
      const context = Object.assign(Object.create(null) as Record<string, Value>, values);
      took = Math.min(took, ...[1, 2].map(() => timed(() => interpret(parsed, fields, context))));
    }
  } catch (error) {
    if (error instanceof TemplateFault) seen.refused += 1;
    else if (seen.strange.length < 5) seen.strange.push(String(error));
    if (error instanceof EvalError) seen.codeRun += 1;
  }
  seen.slowest = Math.max(seen.slowest, took);
}

function timed(work: () => unknown): number {
  const began = process.cpuUsage();
  work();
  return since(began);
}

function since(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

if (process.argv[2]) process.stdout.write(JSON.stringify(fuzz(Number(process.argv[2]), Number(process.argv[3]))));
