/** One pitch something happened to; `isNew`: it may have come to this board, or gone to another column. */
export interface BoardChange {
  id: string;
  isNew: boolean;
}

/** Messages that come in one breath are asked for together, after so many milliseconds. */
const BREATH = 60;
/** The most cards asked for at once; after more than that the whole board is fetched. */
const MOST = 50;

/** Brings an open board up to date card by card, from Turbo Streams, and never under somebody's hands. */
export class BoardFeed {
  private readonly waiting = new Map<string, BoardChange>();
  private timer = 0;
  private stopped = false;

  /** `held` tells which card is being dragged. */
  constructor(
    private readonly board: HTMLElement,
    private readonly held: () => HTMLElement | null,
  ) {}

  stop(): void {
    this.stopped = true;
    window.clearTimeout(this.timer);
  }

  /** Remembers a change and asks for it, soon. */
  note(change: BoardChange): void {
    this.waiting.set(change.id, {
      id: change.id,
      isNew: change.isNew || (this.waiting.get(change.id)?.isNew ?? false),
    });
    this.settle();
  }

  settle(): void {
    window.clearTimeout(this.timer);
    if (this.waiting.size > 0 && !this.stopped)
      this.timer = window.setTimeout(() => void this.fetchWaiting(), BREATH);
  }

  /** Posts a move and draws the answer; returns what to say when it was refused. `back` puts the card where it was. */
  async move(card: HTMLElement, to: string, fields: FormData, back: () => void): Promise<string | null> {
    fields.set('to', to);
    const body = new URLSearchParams();
    for (const [name, value] of fields) if (typeof value === 'string') body.append(name, value);
    const id = card.dataset['pitch'] ?? '';
    const address = this.address(`/board/cards/${encodeURIComponent(id)}/stage-changes`);
    const answer = await fetch(address, {
      method: 'POST',
      body,
      keepalive: true,
      headers: { accept: 'text/html' },
    }).catch(() => null);
    if (!answer?.ok) back();
    if (!answer || answer.status === 404 || answer.status >= 500 || answer.redirected)
      return 'The move was not saved. Try it again.';
    window.Turbo?.renderStreamMessage(await answer.text());
    if (answer.ok) return null;
    await new Promise((drawn) => window.setTimeout(drawn, 100));
    return document.querySelector('#board-says')?.textContent?.trim() || 'The pitch was not moved.';
  }

  private async fetchWaiting(): Promise<void> {
    const ready = [...this.waiting.values()].filter(({ id }) => !this.isInUse(this.card(id)));
    for (const { id } of ready) this.waiting.delete(id);
    const asked = ready.filter(
      ({ id, isNew }) => isNew || !['', 'closed'].includes(this.stageOf(this.card(id))),
    );
    if (asked.length === 0) return;
    if (asked.length > MOST) {
      window.Turbo?.visit(window.location.href, { action: 'replace' });
      return;
    }
    const cards = asked.map(({ id }) => `${id}.${this.stageOf(this.card(id))}`).join(',');
    const answer = await fetch(this.address('', { cards }), { headers: { accept: 'text/html' } }).catch(
      () => null,
    );
    if (!answer?.ok || this.stopped) return;
    const text = await answer.text();
    // Turbo finds the focused link again in the new card by its id.
    window.Turbo?.renderStreamMessage(text);
  }

  /** The board's address for changes, with its filters; or another path with the same. */
  private address(path: string, more: Record<string, string> = {}): string {
    const changes = new URL(this.board.dataset['changes'] ?? '/board/changes', window.location.href);
    if (path) changes.pathname = path;
    for (const [name, value] of Object.entries(more)) changes.searchParams.set(name, value);
    return changes.href;
  }

  private card(id: string): HTMLElement | null {
    return this.board.querySelector<HTMLElement>(`#card-${CSS.escape(id)}`);
  }

  private stageOf(card: HTMLElement | null): string {
    return card?.closest<HTMLElement>('.column')?.dataset['stage'] ?? '';
  }

  private isInUse(card: HTMLElement | null): boolean {
    if (!card) return false;
    return (
      card === this.held() ||
      card.getAttribute('aria-busy') === 'true' ||
      card.querySelector('details[open]') !== null
    );
  }
}
