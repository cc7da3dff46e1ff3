import { Controller } from '@hotwired/stimulus';

/** Closes a <details> menu on Escape, on a click elsewhere and when focus leaves; arrows walk its items. */
export class MenuController extends Controller<HTMLDetailsElement> {
  private readonly outside = (event: Event): void => {
    if (this.element.open && event.target instanceof Node && !this.element.contains(event.target)) {
      this.element.open = false;
    }
  };

  override connect(): void {
    document.addEventListener('pointerdown', this.outside);
    document.addEventListener('focusin', this.outside);
  }

  override disconnect(): void {
    document.removeEventListener('pointerdown', this.outside);
    document.removeEventListener('focusin', this.outside);
  }

  key(event: KeyboardEvent): void {
    if (!this.element.open) return;
    const items = [...this.element.querySelectorAll<HTMLElement>('.menu-item')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape') {
      this.element.open = false;
      this.element.querySelector('summary')?.focus();
    } else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
    else if (event.key === 'ArrowUp') items[(at - 1 + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
