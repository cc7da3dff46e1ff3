import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ViewEngine } from './view-engine.js';

describe('the view engine', () => {
  const templatesDir = mkdtempSync(join(tmpdir(), 'liaison-views-'));
  const write = (name: string, source: string): void => {
    const file = join(templatesDir, `${name}.hbs`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  };
  const engine = (): ViewEngine =>
    new ViewEngine({ templatesDir, manifest: { 'app.css': '/assets/app-1.css' } });

  beforeEach(() => {
    write('layouts/vendor', '<html>{{{body}}}</html>');
    write('partials/note', '<p>{{text}}</p>');
    write('pitches/_card', '<b>{{name}}</b>');
    write('pitches/show', '{{> note text=title}}{{> pitches/card}}{{asset "app.css"}}');
  });
  afterAll(() => rmSync(templatesDir, { recursive: true, force: true }));

  it('escapes what it is given, in partials too', () => {
    const page = engine().render('pitches/show', { title: '<i>', name: '"&' });
    expect(page).toBe('<html><p>&lt;i&gt;</p><b>&quot;&amp;</b>/assets/app-1.css</html>');
  });

  it('renders without a layout when asked', () => {
    expect(engine().render('pitches/show', { title: 'a', name: 'b' }, { layout: null })).not.toContain(
      '<html>',
    );
  });

  it('refuses a helper or a partial nobody wrote', () => {
    write('broken/helper', '{{shout title 1}}');
    expect(() => engine().compileAll()).toThrow(/broken\/helper/);
    write('broken/helper', '{{> nowhere}}');
    expect(() => engine().compileAll()).toThrow(/no partial nowhere/);
    rmSync(join(templatesDir, 'broken'), { recursive: true });
  });

  it('does not read outside its folder', () => {
    expect(() => engine().render('../secret', {})).toThrow(/Not a template name/);
  });

  it('keeps what was typed and shows each field its own error', () => {
    write(
      'pitches/form',
      '{{valueOf "terms.holdDays" fallback=0}}|{{errorOf "terms.holdDays"}}|{{fieldId "terms.holdDays" form="x"}}',
    );
    const show = (data: object): string => engine().render('pitches/form', data, { layout: null });
    expect(show({})).toBe('0||x-terms-holdDays');
    expect(show({ values: { 'terms.holdDays': '3' }, errors: { 'terms.holdDays': 'Too few' } })).toBe(
      '3|Too few|x-terms-holdDays',
    );
    expect(show({ values: { terms: { holdDays: 4 } } })).toBe('4||x-terms-holdDays');
  });
});
