import { Controller } from '@hotwired/stimulus';

/**
 * The command menu: Ctrl/Cmd-K anywhere opens it, typing asks `/search`, arrows choose, Enter follows. Each row is
 * a plain link of the same page one gets by sending the search form without script.
 */
export class CommandController extends Controller<HTMLElement> {
  static override targets = ['dialog', 'input', 'frame'];
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly frameTarget: HTMLElement & { src: string };

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

  private follow(row: HTMLElement | undefined, newTab: boolean): void {
    if (!row) return;
    if (newTab && row instanceof HTMLAnchorElement) window.open(row.href, '_blank', 'noopener');
    else row.click();
    this.dialogTarget.close();
  }

  /** The rows for the card that had the focus are part of the page, filled in here because only we know which. */
  private offerCardSteps(): void {
    const steps = this.dialogTarget.querySelector<HTMLElement>('[data-card-steps]');
    const link = this.card?.querySelector<HTMLAnchorElement>('.pitch-card-name');
    if (!steps || !link) return;
    steps.hidden = false;
    const name = steps.querySelector('[data-card-name]');
    if (name) name.textContent = link.textContent?.trim() ?? '';
    for (const step of steps.querySelectorAll<HTMLAnchorElement>('a[data-anchor]')) {
      step.href = link.href + (step.dataset['anchor'] ?? '');
    }
  }
}
