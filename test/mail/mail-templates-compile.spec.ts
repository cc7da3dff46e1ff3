import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { projectRoot } from '../../src/platform/project-root.js';
import { registerHelpers } from '../../src/platform/web/views/helpers/register.js';

const folder = join(projectRoot(), 'templates/mail');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^[^/]+\/.+\.hbs$/.test(file),
);
const names = files.filter((file) => !file.endsWith('.txt.hbs')).map((file) => file.slice(0, -'.hbs'.length));

describe('the templates of mails', () => {
  const handlebars = Handlebars.create();
  registerHelpers(handlebars, {});
  const knownHelpers = Object.fromEntries(Object.keys(handlebars.helpers).map((name) => [name, true]));

  it.each(files)('%s compiles, with every helper it names', (file) => {
    const source = readFileSync(join(folder, file), 'utf8');
    expect(() =>
      handlebars.precompile(source, { knownHelpers: knownHelpers as KnownHelpers, knownHelpersOnly: true }),
    ).not.toThrow();
  });

  it('count in the singular and the plural', () => {
    const wrong = files.filter((file) =>
      /\{\{plural [\w.]+ '[^']+'\}\}/.test(readFileSync(join(folder, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('have an HTML and a text part, and the text part begins with its subject', () => {
    for (const name of names.filter((one) => one !== 'mail/layout')) {
      expect(files).toContain(`${name}.txt.hbs`);
      const text = readFileSync(join(folder, `${name}.txt.hbs`), 'utf8').replace(
        /^\{\{!--[\s\S]*?--\}\}\s*/,
        '',
      );
      expect(text).toMatch(/^Subject: \S/);
    }
  });

  it('are all there that the product sends', () => {
    const sources = readdirSync(join(projectRoot(), 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => readFileSync(join(projectRoot(), 'src', file), 'utf8'));
    const sent = sources.flatMap((source) =>
      [...source.matchAll(/'mail\/([a-z-]+\/[a-z-]+)'/g)].map(([, name]) => name!),
    );
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('stand in a frame that is made from its source as it is', () => {
    const source = readFileSync(join(folder, 'mail/layout.mjml'), 'utf8');
    const made = /sha256 ([0-9a-f]{64})/.exec(readFileSync(join(folder, 'mail/layout.hbs'), 'utf8'))?.[1];
    expect(made).toBe(createHash('sha256').update(source).digest('hex'));
  });
});
