import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { PeopleService } from '../../src/identity/people.service.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { TestApp } from './app.js';

/** How long anything on a page may take to appear, in milliseconds, on a machine that is busy with other things. */
const PATIENCE = 30_000;

/** One person at a browser of their own, doing what a person does: opening, reading, typing, pressing. */
export class Visitor {
  /** What the browser complained about: errors on the console, thrown in scripts, refused by the content policy. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly app: TestApp,
    readonly page: Page,
    readonly context: BrowserContext,
  ) {
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // The browser writes a line for every answer of 400 and up, which are answers we ask for.
      const expected = /Failed to load resource: the server responded with a status of 4\d\d/;
      if (message.type() === 'error' && !expected.test(message.text()))
        this.complaints.push(`${page.url()}: ${message.text()}`);
    });
  }

  /** Opens a browser window with nobody signed in. */
  static async enter(browser: Browser, app: TestApp, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: app.url,
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    return new Visitor(app, await context.newPage(), context);
  }

  /** Uses a one-time link up, as from a mail: the page, then its button. Sessions end after 14 days, so a story's people sign in again. */
  async signIn(email: string): Promise<void> {
    const [person] = await this.app.sql<{ id: string }>('select id from person where email = $1', [email]);
    if (!person) throw new Error(`Nobody has the address ${email}.`);
    const { url } = await this.app
      .get(UnitOfWork)
      .run(SYSTEM, (tx) =>
        this.app.get(PeopleService).createSignInLink(tx, { personId: person.id, hours: 1 }),
      );
    await this.open(new URL(url).pathname);
    await this.press('Sign in');
  }

  /** Goes to a path of the application (or the path of a link from a mail); returns the status. */
  async open(address: string): Promise<number> {
    const { pathname, search, hash } = new URL(address, this.app.url);
    const response = await this.page.goto(pathname + search + hash);
    return response?.status() ?? 0;
  }

  /**
   * Goes to a path as by a link of the page that stands: Turbo fetches it, and scripts and styles stay. Opens it where no
   * page of ours stands yet. Returns the status.
   */
  async move(address: string): Promise<number> {
    if (await this.page.evaluate(`typeof Turbo === 'undefined'`)) return this.open(address);
    const url = new URL(address, this.app.url).href;
    const [response] = await Promise.all([
      this.page.waitForResponse((one) => one.url() === url),
      this.leave(() => this.page.evaluate(`void Turbo.visit(${JSON.stringify(url)})`)),
    ]);
    return response.status();
  }

  /** Presses a button (or the one given) and waits for the page that answers. */
  async press(button: string | Locator): Promise<void> {
    const target =
      typeof button === 'string' ? this.page.getByRole('button', { name: button, exact: true }) : button;
    await this.leave(() => target.click());
  }

  /** Follows a link and waits for its page. */
  async follow(link: string | RegExp | Locator): Promise<void> {
    const target =
      typeof link === 'string'
        ? this.page.getByRole('link', { name: link, exact: true })
        : link instanceof RegExp
          ? this.page.getByRole('link', { name: link })
          : link;
    await this.leave(() => target.first().click());
  }

  /** Acts, and waits until another document, or another body drawn by Turbo, is there. */
  async leave(act: () => Promise<void>): Promise<void> {
    await this.page.evaluate(`document.body.dataset.before = 'yes'`);
    await act();
    const end = Date.now() + PATIENCE;
    while (!(await this.hasArrived())) {
      if (Date.now() > end) throw new Error(`No page came after ${this.page.url()}:\n${await this.text()}`);
      await new Promise((again) => setTimeout(again, 20));
    }
  }

  /** Types into fields by their labels, inside a part of the page or anywhere. */
  async fill(fields: Record<string, string>, within: Page | Locator = this.page): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      const field = within.getByLabel(label).first();
      if ((await field.evaluate((element) => element.tagName)) === 'SELECT')
        await field.selectOption({ label: value });
      else await field.fill(value);
    }
  }

  /** Waits until the words can be seen. */
  async sees(words: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await within
      .getByText(words)
      .filter({ visible: true })
      .first()
      .waitFor()
      .catch(async () => {
        const text = await this.page.locator('body').innerText();
        throw new Error(`“${words}” cannot be seen at ${this.page.url()}:\n${text.slice(0, 4000)}`);
      });
  }

  /** Everything that can be read in the page's main part. */
  async text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  async leaveForGood(): Promise<void> {
    await this.context.close();
  }

  private async hasArrived(): Promise<boolean> {
    try {
      return await this.page.evaluate(
        `document.readyState === 'complete' && document.body.dataset.before === undefined`,
      );
    } catch {
      // Between two documents.
      return false;
    }
  }
}
