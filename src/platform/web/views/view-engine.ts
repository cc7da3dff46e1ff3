import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Handlebars from 'handlebars';
import { registerHelpers } from './helpers/register.js';

export interface ViewEngineOptions {
  /** Folder that holds layouts, partials and one folder of pages per module. */
  templatesDir: string;
  /** Logical asset name to served address, e.g. `app.css` to `/assets/app-1A2B.css`. */
  manifest: Record<string, string>;
  /** Read templates again on every render; for development only. */
  reload?: boolean;
}

export interface RenderOptions {
  /** Name under `layouts/`; `vendor` unless told otherwise, `null` for the bare page (frames, streams). */
  layout?: string | null;
}

const DEFAULT_LAYOUT = 'vendor';

/**
 * Turns a template name and plain data into HTML.
 *
 * Every value is escaped unless a helper of ours made the markup. Unknown helpers and unknown partials are
 * errors when a template is compiled, not blanks on a page. Mail and stored (user) templates do not come here.
 */
export class ViewEngine {
  private readonly handlebars = Handlebars.create();
  private readonly cache = new Map<string, Handlebars.TemplateDelegate>();
  private readonly knownHelpers: Record<string, boolean>;
  private partialNames = new Set<string>();

  constructor(private readonly options: ViewEngineOptions) {
    registerHelpers(this.handlebars, options.manifest);
    this.knownHelpers = Object.fromEntries(Object.keys(this.handlebars.helpers).map((name) => [name, true]));
    this.registerPartials();
  }

  /** Renders `<module>/<page>` inside its layout. Throws when the template does not exist or does not compile. */
  render(name: string, data: object, opts: RenderOptions = {}): string {
    if (this.options.reload) this.forget();
    const layout = opts.layout === undefined ? DEFAULT_LAYOUT : opts.layout;
    const body = this.template(name)(data);
    return layout === null ? body : this.template(`layouts/${layout}`)({ ...data, body });
  }

  /** Compiles every page, layout and partial and returns their names; throws on the first that is broken. */
  compileAll(): string[] {
    const names = this.listTemplates();
    for (const name of names) {
      try {
        this.assertPartialsExist(name);
        this.handlebars.precompile(this.source(name), this.compileOptions());
      } catch (cause) {
        throw new Error(`Template ${name} does not compile: ${(cause as Error).message}`, { cause });
      }
    }
    return names;
  }

  private template(name: string): Handlebars.TemplateDelegate {
    const cached = this.cache.get(name);
    if (cached) return cached;
    const compiled = this.handlebars.compile(this.source(name), this.compileOptions());
    this.cache.set(name, compiled);
    return compiled;
  }

  private compileOptions(): CompileOptions {
    // Partials keep their own indentation: a text area's content must not be moved to the right.
    return { knownHelpers: this.knownHelpers as KnownHelpers, knownHelpersOnly: true, preventIndent: true };
  }

  private source(name: string): string {
    if (!/^[a-z0-9_-]+(\/[a-z0-9_-]+)+$/i.test(name)) throw new Error(`Not a template name: ${name}`);
    return readFileSync(join(this.options.templatesDir, `${name}.hbs`), 'utf8');
  }

  private registerPartials(): void {
    for (const file of this.listTemplates()) {
      const [folder, base] = splitName(file);
      const partial =
        folder === 'partials' ? base : base.startsWith('_') ? `${folder}/${base.slice(1)}` : null;
      if (!partial) continue;
      this.handlebars.registerPartial(
        partial,
        this.handlebars.compile(this.source(file), this.compileOptions()),
      );
      this.partialNames.add(partial);
    }
  }

  private forget(): void {
    this.cache.clear();
    this.registerPartials();
  }

  private assertPartialsExist(name: string): void {
    const partialNames = this.partialNames;
    class PartialCheck extends Handlebars.Visitor {
      override PartialStatement(partial: hbs.AST.PartialStatement): void {
        this.check(partial.name);
      }
      override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
        this.check(partial.name);
        super.PartialBlockStatement(partial);
      }
      private check(node: hbs.AST.PathExpression | hbs.AST.SubExpression): void {
        const wanted = 'original' in node ? String(node.original) : null;
        if (wanted && wanted !== '@partial-block' && !partialNames.has(wanted)) {
          throw new Error(`there is no partial ${wanted}`);
        }
      }
    }
    new PartialCheck().accept(this.handlebars.parse(this.source(name)));
  }

  /** Pages only: folders below `mail/` are rendered by their own rules, and `content/` holds sources of stored templates. */
  private listTemplates(): string[] {
    return readdirSync(this.options.templatesDir, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.hbs') && !NOT_PAGES.test(file))
      .map((file) => relative('.', file).split(sep).join('/').slice(0, -'.hbs'.length))
      .sort();
  }
}

const NOT_PAGES = /^(mail[\\/][^\\/]+[\\/]|content[\\/])/;

function splitName(file: string): [string, string] {
  const at = file.lastIndexOf('/');
  return [file.slice(0, at), file.slice(at + 1)];
}
