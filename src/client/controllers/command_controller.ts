import { Controller } from '@hotwired/stimulus';

/**
 * The command menu: Ctrl/Cmd-K anywhere opens it, typing asks `/search`, arrows choose, Enter follows. Each row is
 * a plain link of the same page one gets by sending the search form without script.
 */
export class CommandController extends Controller<HTMLElement> {
  static override targets = ['dialog', 'input', 'frame', 'said'];
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly frameTarget: HTMLElement & { src: string };
  /** Inside the dialog, because nothing outside of an open one is read out. */
  declare readonly saidTarget: HTMLElement;

  private waiting = 0;
  private card: HTMLElement | null = null;

  /** On the window's keydown. */
  shortcut(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    if (this.dialogTarget.open) this.dialogTarget.close();
    else this.open();
  }

  /** A pointer or focus on the search box of the top bar opens the menu in its place. */
  fromSearchBox(event: Event): void {
    event.preventDefault();
    (event.target as HTMLElement).blur();
    this.open();
  }

  ask(): void {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.load(), 120);
  }

  navigate(event: KeyboardEvent): void {
    const rows = this.rows();
    const at = rows.findIndex((row) => row.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown') this.select(rows, Math.min(rows.length - 1, at + 1));
    else if (event.key === 'ArrowUp') this.select(rows, Math.max(0, at - 1));
    else if (event.key === 'Home' && event.ctrlKey) this.select(rows, 0);
    else if (event.key === 'End' && event.ctrlKey) this.select(rows, rows.length - 1);
    else if (event.key === 'PageDown') this.select(rows, this.nextGroup(rows, at));
    else if (event.key === 'PageUp') this.select(rows, this.groupBefore(rows, at));
    else if (event.key === 'Enter') this.follow(rows[Math.max(0, at)], event.ctrlKey || event.metaKey);
    // A search field would only empty itself at the first Escape.
    else if (event.key === 'Escape') this.dialogTarget.close();
    else return;
    event.preventDefault();
  }

  /** When the frame has loaded: its links become the options of the search field, the first is the one Enter opens. */
  loaded(): void {
    this.offerCardSteps();
    this.frameTarget.setAttribute('role', 'listbox');
    for (const row of this.rows()) {
      row.setAttribute('role', 'option');
      row.tabIndex = -1;
    }
    for (const head of this.frameTarget.querySelectorAll('.hits-head'))
      head.setAttribute('role', 'presentation');
    this.select(this.rows(), 0);
    const found = this.frameTarget.querySelector('[data-found]');
    found?.setAttribute('role', 'presentation');
    this.saidTarget.textContent = found?.textContent?.trim() ?? '';
  }

  /** A click on the dark around the menu closes it. */
  backdrop(event: MouseEvent): void {
    if (event.target === this.dialogTarget) this.dialogTarget.close();
  }

  private open(): void {
    const focused = document.activeElement;
    this.card = focused instanceof Element ? focused.closest<HTMLElement>('.pitch-card') : null;
    this.inputTarget.value = '';
    this.dialogTarget.showModal();
    this.inputTarget.focus();
    this.load();
  }

  private load(): void {
    const address = `/search?q=${encodeURIComponent(this.inputTarget.value.trim())}`;
    if (this.frameTarget.getAttribute('src') === address) this.loaded();
    else this.frameTarget.src = address;
  }

  private rows(): HTMLElement[] {
    return [...this.dialogTarget.querySelectorAll<HTMLElement>('.hit:not([hidden])')];
  }

  private select(rows: HTMLElement[], index: number): void {
    rows.forEach((row, place) => row.setAttribute('aria-selected', String(place === index)));
    const chosen = rows[index];
    if (!chosen) return;
    chosen.id ||= `hit-${index}`;
    this.inputTarget.setAttribute('aria-activedescendant', chosen.id);
    chosen.scrollIntoView({ block: 'nearest' });
  }

  /** The first row under the next heading, and under the one before. */
  private nextGroup(rows: HTMLElement[], at: number): number {
    const next = rows.findIndex((row, place) => place > at && beginsGroup(row));
    return next < 0 ? rows.length - 1 : next;
  }

  private groupBefore(rows: HTMLElement[], at: number): number {
    return Math.max(
      0,
      rows.findLastIndex((row, place) => place < at && beginsGroup(row)),
    );
  }

  private follow(row: HTMLElement | undefined, newTab: boolean): void {
    if (!row) return;
    if (newTab && row instanceof HTMLAnchorElement) window.open(row.href, '_blank', 'noopener');
    else row.click();
    this.dialogTarget.close();
  }

  /** The rows for the card that had the focus are part of the page, filled in here because only we know which. */
  private offerCardSteps(): void {
    const steps = this.dialogTarget.querySelector<HTMLElement>('[data-card-steps]');
    const pitch = this.cardInHand() ?? pitchOfPage();
    if (!steps || !pitch) return;
    steps.hidden = false;
    const name = steps.querySelector('[data-card-name]');
    if (name) name.textContent = pitch.name;
    for (const step of steps.querySelectorAll<HTMLAnchorElement>('a[data-anchor]')) {
      step.href = pitch.href + (step.dataset['anchor'] ?? '');
    }
  }

  private cardInHand(): Pitch | null {
    const link = this.card?.querySelector<HTMLAnchorElement>('.pitch-card-name');
    return link ? { href: link.href, name: link.textContent?.trim() ?? '' } : null;
  }
}

interface Pitch {
  href: string;
  name: string;
}

/** The pitch whose own page this is. */
function pitchOfPage(): Pitch | null {
  const own = /^\/pitches\/[0-9a-f-]{36}$/.exec(window.location.pathname);
  const title = document.querySelector('main h1')?.textContent?.trim();
  return own && title ? { href: own[0], name: title } : null;
}

function beginsGroup(row: HTMLElement): boolean {
  return row.previousElementSibling?.classList.contains('hits-head') ?? false;
}
