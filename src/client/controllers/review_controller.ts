import { Controller } from '@hotwired/stimulus';
import { isPlainKey } from '../typing';

/** Keys of a review: A approves, C asks for changes, R rejects, J and K go to the next and the one before. */
export class ReviewController extends Controller<HTMLElement> {
  static override targets = ['note', 'approve', 'changes', 'reject', 'next', 'previous'];
  declare readonly hasNoteTarget: boolean;
  declare readonly noteTarget: HTMLTextAreaElement | HTMLInputElement;
  declare readonly approveTargets: HTMLButtonElement[];
  declare readonly changesTargets: HTMLButtonElement[];
  declare readonly rejectTargets: HTMLButtonElement[];
  declare readonly nextTargets: HTMLAnchorElement[];
  declare readonly previousTargets: HTMLAnchorElement[];

  press(event: KeyboardEvent): void {
    if (!isPlainKey(event)) return;
    switch (event.key.toLowerCase()) {
      case 'a':
        // Approval binds the person to the exact text, so the key goes to the button and Enter presses it.
        this.approveTargets[0]?.focus();
        break;
      case 'c':
        this.withNote(this.changesTargets[0]);
        break;
      case 'r':
        this.withNote(this.rejectTargets[0]);
        break;
      case 'j':
        this.go(this.nextTargets[0]);
        break;
      case 'k':
        this.go(this.previousTargets[0]);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** A change request and a rejection need a note: write it first. */
  private withNote(button: HTMLButtonElement | undefined): void {
    if (!button) return;
    if (this.hasNoteTarget && this.noteTarget.value.trim() === '') this.noteTarget.focus();
    else button.focus();
  }

  private go(link: HTMLAnchorElement | undefined): void {
    if (link) window.Turbo?.visit(link.href);
  }
}
