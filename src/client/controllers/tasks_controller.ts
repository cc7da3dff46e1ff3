import { Controller } from '@hotwired/stimulus';
import { isPlainKey } from '../typing';

/** The list of tasks by keys: J and K go from one to the next, D is done, S puts it off to the next business day. */
export class TasksController extends Controller<HTMLElement> {
  static override targets = ['row', 'link'];
  declare readonly rowTargets: HTMLElement[];
  declare readonly linkTargets: HTMLElement[];

  key(event: KeyboardEvent): void {
    if (!isPlainKey(event)) return;
    const key = event.key.toLowerCase();
    const at = this.rowTargets.findIndex((row) => row.contains(document.activeElement));
    if (key === 'j' || key === 'k') this.linkTargets[this.next(at, key === 'j' ? 1 : -1)]?.focus();
    else if (key === 'd' && at >= 0) this.press(at, '[data-tasks-done]');
    else if (key === 's' && at >= 0) this.press(at, '[data-tasks-snooze]');
    else return;
    event.preventDefault();
  }

  private next(at: number, step: number): number {
    if (at < 0) return 0;
    return Math.min(this.rowTargets.length - 1, Math.max(0, at + step));
  }

  private press(at: number, button: string): void {
    this.rowTargets[at]?.querySelector<HTMLButtonElement>(button)?.click();
  }
}
