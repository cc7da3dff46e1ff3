/**
 * Renders page templates with sample data and takes their pictures: `node scripts/preview.mjs [OUT] [name …] [--axe] [--serve]`.
 * Wide and narrow, light and dark, into OUT (default: a folder in the system's temporary place). Needs no database.
 */
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { buildClient } from './lib/build-client.mjs';
import { buildServer } from './lib/build-server.mjs';

const root = join(import.meta.dirname, '..');
const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const [out = join(tmpdir(), 'liaison-preview'), ...only] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--'));
const TYPES = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
};
const VIEWS = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
];

mkdirSync(out, { recursive: true });
await buildClient(join(out, 'dist'));
await buildServer({}, join(out, 'dist'));
writeFileSync(join(out, 'package.json'), '{"type":"module"}');
const { pages } = await import(join(root, 'test/support/preview-data/pages.mjs'));
const engine = await engineFrom(join(out, 'dist'));
const chosen = pages.filter(
  ({ name }) => only.length === 0 || only.some((wanted) => name === wanted || name.startsWith(`${wanted}-`)),
);

const server = createServer(answer).listen(flags.includes('--serve') ? 4949 : 0, '127.0.0.1');
await new Promise((ready) => server.once('listening', ready));
const address = `http://127.0.0.1:${server.address().port}`;
if (flags.includes('--serve')) {
  console.log(`Pages at ${address}/<name>; stop with Ctrl-C.`);
  await new Promise(() => {});
}
const browser = await startBrowser();
try {
  for (const theme of ['light', 'dark']) {
    for (const view of VIEWS) {
      const context = await browser.newContext({
        viewport: { width: view.width, height: view.height },
        colorScheme: theme,
      });
      for (const { name } of chosen) await picture(context, name, view, theme);
      await context.close();
    }
  }
} finally {
  await browser.close();
  server.close();
}

async function picture(context, name, view, theme) {
  const tab = await context.newPage();
  const said = [];
  tab.on(
    'console',
    (message) =>
      message.type() === 'error' && !/Failed to load/.test(message.text()) && said.push(message.text()),
  );
  tab.on(
    'response',
    (response) =>
      response.status() >= 400 && said.push(`${response.status()} ${new URL(response.url()).pathname}`),
  );
  tab.on('pageerror', (error) => said.push(error.message));
  await tab.goto(`${address}/${name}`, { waitUntil: 'load' });
  await tab.evaluate(() => document.fonts.ready);
  const wide = await tab.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (wide > 0) said.push(`${wide} px wider than the screen`);
  if (flags.includes('--axe')) said.push(...(await axe(tab)));
  await tab.screenshot({ path: join(out, `${name}-${view.name}-${theme}.png`), fullPage: true });
  for (const line of new Set(said)) console.log(`${name} ${view.name} ${theme}: ${line}`);
  await tab.close();
}

async function axe(tab) {
  const { AxeBuilder } = await import('@axe-core/playwright');
  const { violations } = await new AxeBuilder({ page: tab })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(
    ({ id, nodes }) =>
      `axe ${id}: ${nodes
        .slice(0, 3)
        .map((node) => node.target.join(' '))
        .join(' | ')}`,
  );
}

async function engineFrom(dist) {
  if (!existsSync(join(out, 'node_modules')))
    symlinkSync(join(root, 'node_modules'), join(out, 'node_modules'));
  const { ViewEngine } = await import(join(dist, 'src/platform/web/views/view-engine.js'));
  const manifest = JSON.parse(readFileSync(join(dist, 'public/manifest.json'), 'utf8'));
  return new ViewEngine({ templatesDir: join(root, 'templates'), manifest });
}

/** Serves with the content policy of the product, so that what it forbids is seen here too. */
function answer(request, response) {
  const path = new URL(request.url, 'http://localhost').pathname;
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'";
  if (path.startsWith('/assets/')) {
    const file = join(out, 'dist/public', path);
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    return response.end(readFileSync(file));
  }
  if (path === '/live') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    return response.write('retry: 60000\n\n');
  }
  const page = pages.find(({ name }) => `/${name}` === path || path.endsWith(`/${name}`));
  response.writeHead(page ? 200 : 404, { 'content-type': TYPES['.html'], 'content-security-policy': policy });
  return response.end(
    page ? engine.render(page.template, page.data, { layout: page.layout }) : 'No such page',
  );
}

async function startBrowser() {
  const { chromium } = await import('playwright-core');
  const packed = (await import('@sparticuz/chromium')).default;
  const quiet = [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  return chromium.launch({ executablePath: await packed.executablePath(), args: quiet, headless: true });
}
