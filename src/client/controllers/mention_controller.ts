import { Controller } from '@hotwired/stimulus';

const MOST = 6;

/**
 * Offers names while one writes `@…`. The list is a help only: what counts is the text, and a name typed in full means the
 * same. Focus stays in the text; arrows choose, Enter or Tab takes, Escape closes.
 */
export class MentionController extends Controller<HTMLElement> {
  static override targets = ['text', 'list'];
  static override values = { people: Array };
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly listTarget: HTMLElement;
  declare readonly peopleValue: string[];

  private chosen = 0;
  private found: string[] = [];

  look(): void {
    const begun = this.begun();
    const word = begun?.toLowerCase();
    this.found =
      word === undefined
        ? []
        : this.peopleValue
            .filter((name) => ` ${name.toLowerCase()}`.includes(` ${word}`) && name.toLowerCase() !== word)
            .slice(0, MOST);
    this.chosen = 0;
    this.draw();
  }

  key(event: KeyboardEvent): void {
    if (this.found.length === 0) return;
    if (event.key === 'ArrowDown') this.chosen = (this.chosen + 1) % this.found.length;
    else if (event.key === 'ArrowUp') this.chosen = (this.chosen + this.found.length - 1) % this.found.length;
    else if (event.key === 'Enter' || event.key === 'Tab') this.take(this.found[this.chosen]);
    else if (event.key === 'Escape') this.found = [];
    else return;
    event.preventDefault();
    this.draw();
  }

  /** A press on a name takes the focus first; the list waits for it. */
  leave(): void {
    window.setTimeout(() => {
      this.found = [];
      this.draw();
    }, 150);
  }

  /** What stands between the last `@` and the cursor, while it can still become a name. */
  private begun(): string | undefined {
    const before = this.textTarget.value.slice(0, this.textTarget.selectionEnd);
    return /(?:^|[^\p{L}\p{N}._+-])@(\p{L}[\p{L}'’.-]*(?: [\p{L}'’.-]*)?)?$/u.exec(before)?.[1];
  }

  private take(name: string | undefined): void {
    const begun = this.begun();
    if (name === undefined || begun === undefined) return;
    const end = this.textTarget.selectionEnd;
    this.textTarget.setRangeText(`${name} `, end - begun.length, end, 'end');
    this.found = [];
    this.draw();
    this.textTarget.focus();
  }

  private draw(): void {
    this.listTarget.hidden = this.found.length === 0;
    this.listTarget.replaceChildren(
      ...this.found.map((name, at) => {
        const option = document.createElement('div');
        option.id = `mention-${at}`;
        option.className = 'mention-option';
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', String(at === this.chosen));
        option.textContent = name;
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          this.take(name);
        });
        return option;
      }),
    );
    if (this.found.length === 0) this.textTarget.removeAttribute('aria-activedescendant');
    else {
      this.textTarget.setAttribute('aria-controls', this.listTarget.id);
      this.textTarget.setAttribute('aria-activedescendant', `mention-${this.chosen}`);
    }
  }
}
