import { Controller } from '@hotwired/stimulus';
import { isPlainKey } from '../typing';

/** Longest pause between G and its letter, in milliseconds. */
const PAUSE = 1200;

/** Keys of the whole vendor side: `?` lists them, G and a letter goes to the page whose link carries that letter. */
export class KeysController extends Controller<HTMLElement> {
  static override targets = ['list'];
  declare readonly hasListTarget: boolean;
  declare readonly listTarget: HTMLDialogElement;

  private goUntil = 0;

  press(event: KeyboardEvent): void {
    if (!isPlainKey(event)) return;
    if (event.key === '?' && this.hasListTarget) {
      event.preventDefault();
      this.listTarget.showModal();
      return;
    }
    const letter = event.key.toLowerCase();
    if (event.timeStamp < this.goUntil) {
      this.goUntil = 0;
      const link = this.element.querySelector<HTMLAnchorElement>(`a[data-go="${CSS.escape(letter)}"]`);
      if (!link) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      window.Turbo?.visit(link.href);
    } else if (letter === 'g') {
      this.goUntil = event.timeStamp + PAUSE;
    } else if (letter === 'n') {
      const start = this.element.querySelector<HTMLAnchorElement>('a[data-key="n"]');
      if (start) window.Turbo?.visit(start.href);
    }
  }

  close(): void {
    if (this.hasListTarget) this.listTarget.close();
  }

  backdrop(event: MouseEvent): void {
    if (this.hasListTarget && event.target === this.listTarget) this.listTarget.close();
  }
}
