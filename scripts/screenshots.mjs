/**
 * `npm run screenshots [-- --all] [OUT]`: the pictures of the README, taken from the demo. A throw-away installation
 * is filled by the command line, served on a free port, visited through the printed links, and thrown away.
 * `--all` takes every page of the tour, 1440 and 390 px wide, light and dark, into OUT instead (for looking, not for keeping).
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureBuilt, ensureInstalled } from './lib/ensure.mjs';
import { giveUp, inProject, note } from './lib/project.mjs';

const LARGEST_BYTES = 200_000;
const WIDE = { name: 'wide', width: 1440, height: 820 };
const PHONE = { name: 'phone', width: 390, height: 844 };

/** Pittsburg's partnership ends with its story; her department's is running. */
const RUNNING = 'Capt. Irene Salas';

/** The pictures that are kept: file name, who looks, where, at what width and theme. */
const KEPT = [
  { name: 'board', as: 'Mara Ortiz', path: '/board' },
  { name: 'board-dark', as: 'Mara Ortiz', path: '/board', theme: 'dark' },
  { name: 'today', as: 'Mara Ortiz', path: '/' },
  { name: 'review', as: 'Ellen Voss', path: firstReview },
  { name: 'department-home', as: RUNNING, path: '/' },
  { name: 'department-home-phone', as: RUNNING, path: '/', view: PHONE },
  { name: 'write', as: RUNNING, path: firstDraft },
  { name: 'public-page', as: null, path: firstRecord },
];

/** Every page worth looking at, for `--all`. */
const TOUR = {
  'Mara Ortiz': {
    today: '/',
    board: '/board',
    pitch: (tab) => firstLink(tab, '/board', /^\/pitches\/[0-9a-f-]{36}$/),
    'pitch-new': '/pitches/new',
    departments: '/departments',
    department: (tab) =>
      firstLink(tab, '/departments?q=pittsburg+police&state=KS', /^\/departments\/[0-9a-f-]{36}$/),
    partnership: (tab) => partnershipOf(tab),
    downloads: '/downloads',
    bursts: '/downloads/bursts',
    queue: '/queue',
    review: firstReview,
    rewards: '/rewards',
    reward: (tab) => firstLink(tab, '/rewards', /^\/rewards\/[0-9a-f-]{36}$/),
    reminders: '/reminders',
    imports: '/imports',
    reports: '/reports',
    'reports-departments': '/reports/departments',
    mail: '/mail',
    'mail-one': (tab) => firstLink(tab, '/mail', /^\/mail\/[0-9a-f-]{36}$/),
    audit: '/audit',
    search: '/search?q=pittsburg',
    account: '/account',
    'not-found': '/no-such-page',
  },
  'Ines Halloran': {
    settings: '/settings',
    people: '/settings/people',
    webhooks: '/settings/webhooks',
    stock: '/stock?sku=HD2',
    'pick-list': '/rewards/pick-list',
    'today-of-admin': '/',
    allowances: '/allowances',
    allowance: (tab) => firstLink(tab, '/allowances?state=active', /^\/allowances\/[0-9a-f-]{36}$/),
    'allowance-new': async (tab) =>
      `/allowances/new?partnershipId=${(await partnershipOf(tab)).split('/').pop()}`,
    'gift-ledger': '/gift-ledger?by=department',
    'gift-ledger-entries': '/gift-ledger/entries',
  },
  'Ellen Voss': { 'review-as-reviewer': firstReview },
  [RUNNING]: { 'home-running': '/', 'write-running': firstDraft },
  'Lt. Dana Whitcomb': {
    home: '/',
    write: '/write',
    'write-draft': firstDraft,
    status: '/status',
    draft: (tab) => firstLink(tab, '/status', /^\/drafts\/[0-9a-f-]{36}$/),
    gifts: '/gifts',
    'downloads-of-department': '/downloads',
    records: '/department-records',
    'reminders-of-department': '/department-reminders',
  },
  public: {
    transparency: '/transparency',
    record: firstRecord,
    method: '/transparency/method',
    corrections: '/transparency/corrections',
    'sign-in': '/sign-in',
  },
};

const all = process.argv.includes('--all');
const [out = all ? join(tmpdir(), 'liaison-tour') : inProject('docs', 'images')] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('-'))
  .map((word) => resolve(word));

await ensureInstalled().catch((error) => giveUp(error.message));
await ensureBuilt().catch((error) => giveUp(error.message));
mkdirSync(out, { recursive: true });
const dataDir = mkdtempSync(join(tmpdir(), 'liaison-pictures-'));
// As root the database runs as another user, who has to pass through here.
chmodSync(dataDir, 0o755);
// The port that readers will have, when nobody has it now.
const port = await freePort(3000).catch(() => freePort(0));
const address = `http://localhost:${port}`;
const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: address, LOG_LEVEL: 'warn' };
let server;
let browser;
try {
  note('Loading the demo …');
  const { people } = JSON.parse(await run('liaison.mjs', ['demo', '--json']));
  server = startServer();
  await answers(`${address}/readyz`);
  browser = await startBrowser();
  const seats = new Map();
  for (const { name, url } of people) seats.set(name, await signedIn(url));
  seats.set('public', { cookies: [], origins: [] });
  await (all ? tour(seats) : keep(seats));
} finally {
  await browser?.close();
  await stopped(server);
  rmSync(dataDir, { recursive: true, force: true });
}

async function keep(seats) {
  for (const { name, as, path, theme = 'light', view = WIDE } of KEPT) {
    const { tab, close } = await open(seats.get(as ?? 'public'), theme, view);
    await go(tab, path);
    const file = join(out, `${name}.png`);
    await tab.screenshot({ path: file });
    const { size } = statSync(file);
    note(`${name}.png ${Math.round(size / 1000)} kB${size > LARGEST_BYTES ? ', too large to keep' : ''}`);
    if (size > LARGEST_BYTES) process.exitCode = 1;
    await close();
  }
}

async function tour(seats) {
  for (const [who, pages] of Object.entries(TOUR)) {
    for (const theme of ['light', 'dark']) {
      for (const view of [WIDE, PHONE]) {
        const { tab, close } = await open(seats.get(who), theme, view);
        for (const [name, path] of Object.entries(pages)) {
          const fault = await go(tab, path).catch((error) => error.message);
          const over = await tab.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (fault) note(`${name} ${view.name} ${theme}: ${fault}`);
          if (over > 0) note(`${name} ${view.name} ${theme}: ${over} px wider than the screen`);
          await tab.screenshot({ path: join(out, `${name}-${view.name}-${theme}.png`), fullPage: true });
        }
        await close();
      }
    }
  }
}

async function open(storageState, theme, { width, height }) {
  const context = await browser.newContext({ storageState, viewport: { width, height }, colorScheme: theme });
  const tab = await context.newPage();
  return { tab, close: () => context.close() };
}

/** @returns what went wrong, or nothing */
async function go(tab, path) {
  const target = typeof path === 'function' ? await path(tab) : path;
  if (!target) return 'no such link was found';
  const response = await tab.goto(address + target, { waitUntil: 'load' });
  await tab.evaluate(() => document.fonts.ready);
  // Frames with the page's further parts come a moment later.
  await tab.waitForTimeout(400);
  return response && response.status() >= 500 ? `${response.status()} at ${target}` : undefined;
}

async function firstLink(tab, from, pattern, wanted = () => true) {
  await tab.goto(address + from, { waitUntil: 'load' });
  const links = await tab
    .locator('a[href]')
    .evaluateAll((found) =>
      found.map((link) => ({ href: link.getAttribute('href'), text: link.textContent ?? '' })),
    );
  return links.find((link) => pattern.test(link.href) && wanted(link))?.href;
}

function firstReview(tab) {
  return firstLink(tab, '/queue', /^\/reviews\/[0-9a-f-]{36}$/);
}

function firstDraft(tab) {
  return firstLink(tab, '/write', /^\/write\/[0-9a-f-]{36}$/);
}

function firstRecord(tab) {
  return firstLink(tab, '/transparency', /^\/transparency\/pittsburg[a-z0-9-]*$/);
}

async function partnershipOf(tab) {
  const { data } = await (await tab.request.get(`${address}/api/v1/partnerships?limit=1`)).json();
  return data[0] && `/partnerships/${data[0].id}`;
}

/** Uses a printed link up as its reader would: the page, then its button. */
async function signedIn(url) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(url);
  await Promise.all([
    tab.waitForURL(`${address}/`),
    tab.getByRole('button', { name: 'Sign in', exact: true }).click(),
  ]);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function startBrowser() {
  const { chromium } = await import('playwright-core');
  const packed = (await import('@sparticuz/chromium')).default;
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: await packed.executablePath(), args, headless: true });
}

function startServer() {
  return spawn(process.execPath, [inProject('scripts', 'start.mjs')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function stopped(child) {
  if (!child || child.exitCode !== null) return Promise.resolve();
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  return gone;
}

async function run(script, args) {
  const child = spawn(process.execPath, [inProject('scripts', script), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const code = await new Promise((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${code}.`);
  return text;
}

async function answers(url) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((wait) => setTimeout(wait, 150));
  }
  throw new Error('The server did not answer.');
}

function freePort(wanted) {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(wanted, () => {
      const { port: free } = probe.address();
      probe.close(() => found(free));
    });
  });
}
