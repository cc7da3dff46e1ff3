import { Controller } from '@hotwired/stimulus';

const PAUSE = 400;

/**
 * Keeps a preview beside a form: some moments after the last stroke the form is posted to the preview's address and the
 * pane is taken from the answer. Without script the form's own Preview button does the same with a page.
 */
export class PreviewController extends Controller<HTMLElement> {
  static override targets = ['form', 'pane'];
  static override values = { url: String };

  declare readonly formTarget: HTMLFormElement;
  declare readonly paneTarget: HTMLElement;
  declare readonly urlValue: string;

  private timer = 0;
  private asked = 0;

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.show(), PAUSE);
  }

  now(event: Event): void {
    event.preventDefault();
    window.clearTimeout(this.timer);
    void this.show();
  }

  private async show(): Promise<void> {
    const turn = ++this.asked;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.formTarget))
      if (typeof value === 'string') fields.append(name, value);
    const answer = await fetch(this.urlValue, {
      method: 'POST',
      body: fields,
      headers: { accept: 'text/html' },
    }).catch(() => null);
    // A later stroke has asked again, or the line is down: what stands there stays.
    if (!answer?.ok || turn !== this.asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById(this.paneTarget.id);
    if (fresh && turn === this.asked) this.paneTarget.replaceWith(document.adoptNode(fresh));
  }
}
