/**
 * Bundles src/client into dist/public/assets. File names carry the hash of what is inside, so they may be cached for ever;
 * dist/public/manifest.json maps the plain names ("app.js", "app.css", "public.css") to their addresses.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesIn } from './build-server.mjs';
import { inProject, root } from './project.mjs';
import { trimTabler } from './trim-tabler.mjs';

const ENTRIES = ['src/client/app.ts', 'src/client/styles/app.css', 'src/client/styles/public.css'];
/** Files copied as they are, still under a hashed name: src/client/static/<name>. */
const STATIC = 'src/client/static';

/** Source files whose change asks for a new bundle: also those whose words decide how much of Tabler is kept. */
export function clientSources() {
  const pages = filesIn(inProject('templates')).filter((file) => file.endsWith('.hbs'));
  return [
    ...filesIn(inProject('src', 'client')),
    ...filesIn(inProject('src', 'platform', 'web', 'views')),
    ...pages,
  ].sort();
}

/** Turbo's progress bar brings a <style> element that the content policy forbids; our own styles draw the bar. */
const turboWithoutInlineStyle = {
  name: 'turbo-without-inline-style',
  setup(bundler) {
    bundler.onLoad({ filter: /@hotwired[\\/]turbo[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace('    this.installStylesheetElement();\n', '');
      if (contents === source)
        throw new Error('Turbo no longer installs its style where we take it out; look again.');
      return { contents, loader: 'js' };
    });
  },
};

const trimmedTabler = {
  name: 'trimmed-tabler',
  setup(bundler) {
    bundler.onLoad({ filter: /@tabler[\\/]core[\\/]dist[\\/]css[\\/]tabler\.css$/ }, ({ path }) => ({
      contents: trimTabler(readFileSync(path, 'utf8'), root),
      loader: 'css',
    }));
  },
};

export async function buildClient(outDir = inProject('dist')) {
  const esbuild = await import('esbuild');
  const assets = join(outDir, 'public', 'assets');
  const fresh = join(outDir, 'public', `assets.${process.pid}.new`);
  const entries = ENTRIES.filter((file) => existsSync(inProject(file)));
  const fixed = filesIn(inProject(STATIC));
  const manifest = {};
  mkdirSync(fresh, { recursive: true });
  try {
    if (entries.length + fixed.length > 0) {
      const result = await bundle(esbuild, {
        absWorkingDir: root,
        entryPoints: [...entries.map((file) => inProject(file)), ...fixed],
        outdir: fresh,
        outbase: inProject('src', 'client'),
        bundle: true,
        minify: true,
        sourcemap: 'linked',
        format: 'esm',
        splitting: true,
        target: ['es2022', 'safari16'],
        entryNames: '[name]-[hash]',
        chunkNames: 'chunk-[hash]',
        assetNames: '[name]-[hash]',
        loader: {
          '.woff2': 'file',
          '.woff': 'file',
          '.ttf': 'file',
          '.svg': 'file',
          '.png': 'file',
          '.ico': 'file',
          '.webmanifest': 'file',
        },
        metafile: true,
        plugins: [trimmedTabler, turboWithoutInlineStyle],
        legalComments: 'linked',
        logLevel: 'warning',
        tsconfigRaw: { compilerOptions: { target: 'es2022', useDefineForClassFields: true } },
      });
      for (const [file, output] of Object.entries(result.metafile.outputs)) {
        const source = output.entryPoint ?? Object.keys(output.inputs)[0];
        if (!source || file.endsWith('.map') || file.endsWith('.txt')) continue;
        const isEntry = output.entryPoint !== undefined && /\.(js|css)$/.test(file);
        const isStatic = source.startsWith(STATIC) && !/\.js$/.test(file);
        if (isEntry || isStatic) {
          const name = isStatic ? basename(source) : basename(output.entryPoint).replace(/\.ts$/, '.js');
          if (isStatic || !output.entryPoint.startsWith(STATIC)) manifest[name] = `/assets/${basename(file)}`;
        }
      }
    }
    publish(fresh, assets);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  const file = join(outDir, 'public', 'manifest.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(sorted(manifest), null, 2)}\n`);
  renameSync(`${file}.new`, file);
  return Object.keys(manifest).length;
}

async function bundle(esbuild, options) {
  try {
    return await esbuild.build(options);
  } catch {
    throw new Error('The client does not build; what is wrong is above.');
  }
}

/** New files first, old ones after: a page that was just served finds its assets at every moment. */
function publish(fresh, assets) {
  mkdirSync(assets, { recursive: true });
  const kept = new Set();
  for (const file of filesIn(fresh)) {
    kept.add(basename(file));
    const target = join(assets, basename(file));
    if (!existsSync(target) || !readFileSync(target).equals(readFileSync(file))) renameSync(file, target);
  }
  for (const file of filesIn(assets)) if (!kept.has(basename(file))) rmSync(file, { force: true });
}

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
