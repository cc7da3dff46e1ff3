import { Controller } from '@hotwired/stimulus';

/** Rows of a table that are ticked to be changed together: all of the page at once, and how many there are. */
export class ChooseController extends Controller<HTMLFormElement> {
  static override targets = ['page', 'row', 'all', 'count', 'go'];

  declare readonly pageTarget: HTMLInputElement;
  declare readonly rowTargets: HTMLInputElement[];
  declare readonly allTarget: HTMLInputElement;
  declare readonly countTarget: HTMLElement;
  declare readonly goTarget: HTMLButtonElement;

  override connect(): void {
    this.pageTarget.hidden = false;
    this.show();
  }

  changed(event: Event): void {
    if (event.target === this.pageTarget)
      for (const row of this.rowTargets) row.checked = this.pageTarget.checked;
    this.show();
  }

  private show(): void {
    const chosen = this.rowTargets.filter((row) => row.checked).length;
    const everything = this.allTarget.checked;
    this.pageTarget.checked = chosen > 0 && chosen === this.rowTargets.length;
    this.pageTarget.indeterminate = chosen > 0 && chosen < this.rowTargets.length;
    this.countTarget.textContent = everything ? 'all chosen' : chosen > 0 ? `${chosen} chosen` : '';
    this.goTarget.disabled = !everything && chosen === 0;
  }
}
