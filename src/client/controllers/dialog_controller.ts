import { Controller } from '@hotwired/stimulus';

/** Opens and closes a dialog that the page already holds. */
export class DialogController extends Controller<HTMLElement> {
  static override targets = ['dialog'];
  declare readonly dialogTarget: HTMLDialogElement;

  open(event: Event): void {
    event.preventDefault();
    this.dialogTarget.showModal();
  }

  close(): void {
    this.dialogTarget.close();
  }

  backdrop(event: MouseEvent): void {
    if (event.target === this.dialogTarget) this.dialogTarget.close();
  }
}
