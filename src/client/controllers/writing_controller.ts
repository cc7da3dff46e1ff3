import { Controller } from '@hotwired/stimulus';
import type { SheetEditor } from '../editor/sheet_editor';
import type { SheetBlock } from '../editor/plain_text';

const PAUSE = 600;

/**
 * The page on which a text is written. Some moments after the last stroke what was typed is kept, and sheet and checks are
 * drawn anew from the answer. The sheet itself becomes an editor whose words go into the form's fields, which stay what is
 * sent; the editor is a bundle of its own that no other page loads.
 */
export class WritingController extends Controller<HTMLElement> {
  static override targets = ['form', 'pane', 'sheet', 'editor', 'tools', 'said', 'kept', 'day', 'address'];
  static override values = { url: String };

  declare readonly formTarget: HTMLFormElement;
  declare readonly paneTargets: HTMLElement[];
  declare readonly sheetTarget: HTMLElement;
  declare readonly hasEditorTarget: boolean;
  declare readonly editorTarget: HTMLElement;
  declare readonly toolsTarget: HTMLElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly keptTarget: HTMLElement;
  declare readonly dayTarget: HTMLInputElement;
  declare readonly addressTarget: HTMLInputElement;
  declare readonly urlValue: string;

  private timer = 0;
  private asked: AbortController | null = null;
  private editor: SheetEditor | null = null;
  private writing = false;

  override connect(): void {
    if (this.hasEditorTarget) void this.open();
  }

  override disconnect(): void {
    this.stop();
    this.editor?.destroy();
    this.editor = null;
  }

  /** Something was typed or ticked. */
  later(event: Event): void {
    const { target } = event;
    if (!this.writing && (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement))
      this.editor?.take(target.name, target.value);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), PAUSE);
  }

  /** The form is on its way: what is kept later would be older than what is saved. */
  stop(): void {
    window.clearTimeout(this.timer);
    this.asked?.abort();
  }

  list(): void {
    this.editor?.toggleList();
  }

  undo(): void {
    this.editor?.undo();
  }

  insertDay(): void {
    this.editor?.insertDay(this.dayTarget.value);
  }

  insertLink(): void {
    this.editor?.insertLink(this.addressTarget.value.trim());
    this.addressTarget.value = '';
  }

  private async open(): Promise<void> {
    const { SheetEditor: Sheet } = await import('../editor/sheet_editor');
    if (!this.element.isConnected || this.editor) return;
    this.editor = new Sheet(this.editorTarget, this.blocks(), (field, text) => this.write(field, text));
    this.toolsTarget.hidden = false;
    this.editorTarget.hidden = false;
    this.element.classList.add('is-editing');
  }

  private blocks(): SheetBlock[] {
    return JSON.parse(this.sheetTarget.dataset['document'] ?? '[]') as SheetBlock[];
  }

  /** Puts words from the sheet into their field, as if they had been typed there. */
  private write(field: string, text: string): void {
    const input = this.formTarget.elements.namedItem(field);
    if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) return;
    this.writing = true;
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    this.writing = false;
  }

  private async keep(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.formTarget))
      if (typeof value === 'string') fields.append(name, value);
    const answer = await fetch(this.urlValue, {
      method: 'POST',
      body: fields,
      headers: { accept: 'text/html' },
      signal: asked.signal,
    }).catch(() => null);
    if (asked.signal.aborted) return;
    if (!answer?.ok) {
      this.keptTarget.textContent =
        'Not kept: the line is down, or your session has ended. Your words stay here.';
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!asked.signal.aborted) this.draw(page);
  }

  private draw(page: Document): void {
    for (const pane of this.paneTargets) {
      const fresh = page.getElementById(pane.id);
      // A box that is being ticked would lose the focus.
      if (fresh && !pane.contains(document.activeElement)) pane.replaceWith(document.adoptNode(fresh));
    }
    const next = page.querySelector('[data-next]')?.textContent ?? '';
    if (this.saidTarget.textContent !== next) this.saidTarget.textContent = next;
    this.keptTarget.textContent = 'Kept for you, not saved yet';
    this.editor?.refresh(this.blocks());
  }
}
