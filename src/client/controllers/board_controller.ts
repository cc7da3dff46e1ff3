import { Controller } from '@hotwired/stimulus';
import { announce } from '../announce';
import { isPlainKey } from '../typing';

/**
 * The board beyond links and menus: cards are dragged between columns, and keys act on the card in focus. A drop
 * presses the same button as the card's own "Move to…" menu, so both ways share one form and one answer.
 */
export class BoardController extends Controller<HTMLElement> {
  private dragged: HTMLElement | null = null;

  dragStart(event: DragEvent): void {
    this.dragged = this.cardOf(event.target);
    if (!this.dragged || !event.dataTransfer) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', this.dragged.dataset['pitch'] ?? '');
    this.dragged.classList.add('is-dragged');
    this.element.dataset['busy'] = 'true';
  }

  dragOver(event: DragEvent): void {
    const column = this.columnOf(event.target);
    if (!this.dragged || !column || !this.moveTo(this.dragged, column)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'move';
    this.markColumn(column);
  }

  drop(event: DragEvent): void {
    const column = this.columnOf(event.target);
    const move = this.dragged && column && this.moveTo(this.dragged, column);
    if (!move) return;
    event.preventDefault();
    announce(`Moving to ${column?.dataset['name'] ?? 'the other stage'}`);
    move.click();
  }

  dragEnd(): void {
    this.dragged?.classList.remove('is-dragged');
    this.dragged = null;
    delete this.element.dataset['busy'];
    this.markColumn(null);
  }

  /** Keys for the card in focus: M moves, C logs a call, T adds a task; arrows go from card to card. */
  key(event: KeyboardEvent): void {
    const card = this.cardOf(event.target);
    if (!card || !isPlainKey(event)) return;
    const act = { m: this.openMenu, c: this.openCall, t: this.openTask }[event.key.toLowerCase()];
    if (act) {
      event.preventDefault();
      act.call(this, card);
      return;
    }
    const next = this.neighbour(card, event.key);
    if (next && !this.inMenu(event.target)) {
      event.preventDefault();
      next.querySelector<HTMLElement>('.pitch-card-name')?.focus();
    }
  }

  private openMenu(card: HTMLElement): void {
    const menu = card.querySelector('details');
    if (!menu) return;
    menu.open = true;
    menu.querySelector<HTMLElement>('.menu-item')?.focus();
  }

  private openCall(card: HTMLElement): void {
    this.follow(card, '#log');
  }

  private openTask(card: HTMLElement): void {
    this.follow(card, '#task');
  }

  private follow(card: HTMLElement, anchor: string): void {
    const link = card.querySelector<HTMLAnchorElement>('.pitch-card-name');
    if (link) window.Turbo?.visit(link.href + anchor);
  }

  private neighbour(card: HTMLElement, key: string): HTMLElement | null {
    if (key === 'ArrowDown') return card.nextElementSibling as HTMLElement | null;
    if (key === 'ArrowUp') return card.previousElementSibling as HTMLElement | null;
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
    const columns = [...this.element.querySelectorAll<HTMLElement>('.column')];
    const at = columns.findIndex((column) => column.contains(card));
    const step = key === 'ArrowRight' ? 1 : -1;
    for (let place = at + step; place >= 0 && place < columns.length; place += step) {
      const first = columns[place]?.querySelector<HTMLElement>('.pitch-card');
      if (first) return first;
    }
    return null;
  }

  private moveTo(card: HTMLElement, column: HTMLElement): HTMLElement | null {
    const stage = column.dataset['stage'];
    return stage ? card.querySelector<HTMLElement>(`[data-move-to="${CSS.escape(stage)}"]`) : null;
  }

  private markColumn(over: HTMLElement | null): void {
    for (const column of this.element.querySelectorAll('.column'))
      column.classList.toggle('is-over', column === over);
  }

  private inMenu(target: EventTarget | null): boolean {
    return target instanceof Element && target.closest('.menu') !== null;
  }

  private cardOf(target: EventTarget | null): HTMLElement | null {
    return target instanceof Element ? target.closest<HTMLElement>('.pitch-card') : null;
  }

  private columnOf(target: EventTarget | null): HTMLElement | null {
    return target instanceof Element ? target.closest<HTMLElement>('.column') : null;
  }
}
