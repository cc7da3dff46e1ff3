import { Controller } from '@hotwired/stimulus';

/** Counts characters under a field against its limit, as people count them, not as bytes. */
export class CounterController extends Controller<HTMLElement> {
  static override targets = ['field', 'output'];
  static override values = { limit: Number };
  declare readonly fieldTarget: HTMLInputElement | HTMLTextAreaElement;
  declare readonly outputTarget: HTMLElement;
  declare readonly limitValue: number;

  private readonly segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

  override connect(): void {
    this.count();
  }

  count(): void {
    const used = [...this.segmenter.segment(this.fieldTarget.value)].length;
    const limit = this.limitValue;
    this.outputTarget.textContent = limit ? `${used} of ${limit} characters` : `${used} characters`;
    this.outputTarget.classList.toggle('is-danger', limit > 0 && used > limit);
  }
}
