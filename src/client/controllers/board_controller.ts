import { Controller } from '@hotwired/stimulus';
import { announce } from '../announce';
import { BoardFeed } from '../board_feed';
import { isPlainKey } from '../typing';
import type { LiveMessage } from './live_controller';

/**
 * The board beyond links and menus: cards are dragged between columns, and keys act on the card in focus. A drop
 * presses the same button as the card's own "Move to…" menu, so both ways share one form and one answer. What others
 * do is fetched card by card.
 */
export class BoardController extends Controller<HTMLElement> {
  private dragged: HTMLElement | null = null;
  private feed: BoardFeed | null = null;
  /** Which stage a phone shows. */
  private seen: IntersectionObserver | null = null;

  override connect(): void {
    this.feed = new BoardFeed(this.element, () => this.dragged);
    this.seen = new IntersectionObserver((entries) => markSwitch(entries), {
      root: this.element,
      threshold: 0.6,
    });
    for (const column of this.element.querySelectorAll('.column'))
      this.seen.observe(column.firstElementChild ?? column);
  }

  override disconnect(): void {
    this.feed?.stop();
    this.seen?.disconnect();
  }

  dragStart(event: DragEvent): void {
    this.dragged = cardOf(event.target);
    if (!this.dragged || !event.dataTransfer) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', this.dragged.dataset['pitch'] ?? '');
    this.dragged.classList.add('is-dragged');
  }

  dragOver(event: DragEvent): void {
    const column = columnOf(event.target);
    if (!this.dragged || !column || !moveTo(this.dragged, column)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'move';
    this.markColumn(column);
  }

  drop(event: DragEvent): void {
    const column = columnOf(event.target);
    const move = this.dragged && column && moveTo(this.dragged, column);
    if (!move) return;
    event.preventDefault();
    move.click();
  }

  dragEnd(): void {
    this.dragged?.classList.remove('is-dragged');
    this.dragged = null;
    this.markColumn(null);
    this.settle();
  }

  /** A move by menu or by drop: made at once in the page, and taken back when the answer is no. */
  async submit(event: SubmitEvent): Promise<void> {
    const form = event.target;
    const card = cardOf(form);
    const to = event.submitter?.getAttribute('value');
    const column = to && this.element.querySelector<HTMLElement>(`#stage-${CSS.escape(to)}`);
    if (!(form instanceof HTMLFormElement) || !card || !column || !to) return;
    event.preventDefault();
    event.stopPropagation();
    const place = document.createComment('where the card was');
    card.before(place);
    column.querySelector('.column-cards')?.append(card);
    card.setAttribute('aria-busy', 'true');
    card.querySelector('details')?.removeAttribute('open');
    keepInSight(card);
    const name = column.dataset['name'] ?? 'the other stage';
    const said = await this.feed?.move(card, to, new FormData(form), () => {
      place.replaceWith(card);
      card.removeAttribute('aria-busy');
      keepInSight(card);
    });
    place.remove();
    announce(said ?? `Moved to ${name}`);
  }

  /** Somebody, perhaps this person, did something to a pitch. */
  hear(event: CustomEvent<LiveMessage>): void {
    const { type, subjectType, subjectId } = event.detail;
    if (subjectType === 'pitch')
      this.feed?.note({ id: subjectId, isNew: /^pitch\.(moved|opened|won|assigned)$/.test(type) });
  }

  /** The stream broke off for a while; who knows what was missed. */
  again(): void {
    if (!this.dragged) window.Turbo?.visit(window.location.href, { action: 'replace' });
  }

  /** Whatever had to wait for a menu or a drag. */
  settle(): void {
    this.feed?.settle();
  }

  /** A card that was moved here by hand comes again with the rest of its column. */
  dropDoubles(event: Event): void {
    if (!(event.target instanceof HTMLElement)) return;
    for (const card of event.target.querySelectorAll<HTMLElement>('.pitch-card')) {
      const all = this.element.querySelectorAll(`#${CSS.escape(card.id)}`);
      for (const other of all) if (other !== card && !event.target.contains(other)) other.remove();
    }
  }

  /** Keys for the card in focus: M moves, C logs a call, T adds a task; arrows go from card to card. */
  key(event: KeyboardEvent): void {
    const card = cardOf(event.target);
    if (!card || !isPlainKey(event)) return;
    const act = { m: openMenu, c: openCall, t: openTask }[event.key.toLowerCase()];
    if (act) {
      event.preventDefault();
      act(card);
      return;
    }
    const next = this.neighbour(card, event.key);
    if (next && !inMenu(event.target)) {
      event.preventDefault();
      next.querySelector<HTMLElement>('.pitch-card-name')?.focus();
    }
  }

  private neighbour(card: HTMLElement, key: string): HTMLElement | null {
    const columns = [...this.element.querySelectorAll<HTMLElement>('.column')];
    const at = columns.findIndex((column) => column.contains(card));
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) {
      const cards = [...(columns[at]?.querySelectorAll<HTMLElement>('.pitch-card') ?? [])];
      return cards[cards.indexOf(card) + step] ?? null;
    }
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
    const aside = key === 'ArrowRight' ? 1 : -1;
    for (let place = at + aside; place >= 0 && place < columns.length; place += aside) {
      const first = columns[place]?.querySelector<HTMLElement>('.pitch-card');
      if (first) return first;
    }
    return null;
  }

  private markColumn(over: HTMLElement | null): void {
    for (const column of this.element.querySelectorAll('.column'))
      column.classList.toggle('is-over', column === over);
  }
}

/** The person who moved a card stays with it, by eye and by keyboard. */
function keepInSight(card: HTMLElement): void {
  card.querySelector<HTMLElement>('.pitch-card-name')?.focus({ preventScroll: true });
  card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** On a phone, where one stage is in view at a time, the switch above says which. */
function markSwitch(entries: IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    const id = target.closest('.column')?.id ?? '';
    const link = document.querySelector<HTMLElement>(`.stage-switch a[href="#${CSS.escape(id)}"]`);
    if (!link || link.offsetParent === null) continue;
    if (isIntersecting) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    if (isIntersecting) link.parentElement?.scrollTo({ left: link.offsetLeft - 12 });
  }
}

function openMenu(card: HTMLElement): void {
  const menu = card.querySelector('details');
  if (!menu) return;
  menu.open = true;
  menu.querySelector<HTMLElement>('.menu-item')?.focus();
}

const openCall = (card: HTMLElement): void => follow(card, '#log');
const openTask = (card: HTMLElement): void => follow(card, '#task');

function follow(card: HTMLElement, anchor: string): void {
  const link = card.querySelector<HTMLAnchorElement>('.pitch-card-name');
  if (link) window.Turbo?.visit(link.href + anchor);
}

function moveTo(card: HTMLElement, column: HTMLElement): HTMLElement | null {
  const stage = column.dataset['stage'];
  return stage ? card.querySelector<HTMLElement>(`[data-move-to="${CSS.escape(stage)}"]`) : null;
}

function inMenu(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.menu') !== null;
}

function cardOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.pitch-card') : null;
}

function columnOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.column') : null;
}
