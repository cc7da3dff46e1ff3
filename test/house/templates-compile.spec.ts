import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/platform/project-root.js';
import { ICONS } from '../../src/platform/web/views/helpers/icons.generated.js';
import { ViewEngine } from '../../src/platform/web/views/view-engine.js';

const templatesDir = join(projectRoot(), 'templates');

function pageSources(): [string, string][] {
  return readdirSync(templatesDir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [file, readFileSync(join(templatesDir, file), 'utf8')]);
}

describe('every page template', () => {
  it('compiles, with every helper and partial it names', () => {
    const engine = new ViewEngine({ templatesDir, manifest: {} });
    expect(engine.compileAll().length).toBeGreaterThan(0);
  });

  it('names only icons that are shipped', () => {
    const unknown = pageSources().flatMap(([file, source]) =>
      [...source.matchAll(/\(?icon '([^']+)'/g)]
        .filter(([, name]) => !ICONS[name ?? ''])
        .map(([, name]) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('carries no inline script, no style attribute and no inline handler', () => {
    const broken = pageSources()
      .filter(([file]) => !file.startsWith('mail/') && !file.startsWith('content/'))
      .filter(([, source]) =>
        /<script(?![^>]*\bsrc=)|\sstyle="|\son[a-z]+="/.test(source.replace(/\{\{!--[\s\S]*?--\}\}/g, '')),
      )
      .map(([file]) => file);
    expect(broken).toEqual([]);
  });

  it('lets raw markup through only where a layout takes its page', () => {
    const raw = pageSources()
      .filter(
        ([file, source]) =>
          /\{\{\{/.test(source) && !file.startsWith('layouts/') && !file.startsWith('mail/'),
      )
      .map(([file]) => file);
    expect(raw).toEqual([]);
  });
});
