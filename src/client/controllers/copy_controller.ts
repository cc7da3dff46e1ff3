import { Controller } from '@hotwired/stimulus';
import { announce } from '../announce';

/** Copies the text of `source`, or the value given on the button, and says so on the button and aloud. */
export class CopyController extends Controller<HTMLElement> {
  static override values = { text: String, done: { type: String, default: 'Copied' } };
  static override targets = ['source', 'label'];
  declare readonly textValue: string;
  declare readonly doneValue: string;
  declare readonly hasSourceTarget: boolean;
  declare readonly sourceTarget: HTMLElement;
  declare readonly hasLabelTarget: boolean;
  declare readonly labelTarget: HTMLElement;

  async copy(): Promise<void> {
    const source = this.hasSourceTarget ? this.sourceTarget : null;
    const text =
      this.textValue || (source instanceof HTMLTextAreaElement ? source.value : (source?.innerText ?? ''));
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      announce('The browser did not allow copying. Select the text and copy it yourself.');
      if (source) window.getSelection()?.selectAllChildren(source);
      return;
    }
    announce(this.doneValue);
    this.flash();
  }

  /** A form that keeps a receipt of what is copied: copies, then sends the form without leaving the page. */
  async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = this.element as HTMLFormElement;
    const fields = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    try {
      await navigator.clipboard.writeText(this.textValue);
    } catch {
      // The page that answers the form shows the text to be copied by hand.
      form.submit();
      return;
    }
    const { ok } = await fetch(form.action, { method: 'POST', body: fields });
    if (!ok) {
      form.submit();
      return;
    }
    announce(this.doneValue);
    this.flash();
  }

  private flash(): void {
    if (!this.hasLabelTarget) return;
    const label = this.labelTarget;
    const before = label.dataset['before'] ?? label.textContent ?? '';
    label.dataset['before'] = before;
    label.textContent = this.doneValue;
    window.setTimeout(() => (label.textContent = before), 1600);
  }
}
