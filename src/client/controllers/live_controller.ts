import { Controller } from '@hotwired/stimulus';
import { announce } from '../announce';
import { isTyping } from '../typing';

interface LiveMessage {
  type: string;
  summary?: string;
}

type Frame = HTMLElement & { src: string | null; reload(): Promise<void> };

/**
 * Shows other people's changes. The server sends `{ type }` messages; every frame whose `data-live-topics` names the
 * type (`pitch.moved`) or its room (`pitch`) loads itself again, unless somebody is writing, choosing or dragging
 * inside it: then it waits until they are done.
 */
export class LiveController extends Controller<HTMLElement> {
  private source: EventSource | null = null;
  private readonly waiting = new Set<Frame>();
  private timer = 0;

  override connect(): void {
    if (!this.element.querySelector('[data-live-topics]')) return;
    this.source = new EventSource('/live');
    this.source.onmessage = (event) => this.receive(event);
    document.addEventListener('focusout', this.settle);
  }

  override disconnect(): void {
    this.source?.close();
    this.source = null;
    window.clearTimeout(this.timer);
    document.removeEventListener('focusout', this.settle);
  }

  private receive(event: MessageEvent<string>): void {
    const message = parse(event.data);
    if (!message) return;
    for (const frame of this.element.querySelectorAll<Frame>('turbo-frame[data-live-topics]')) {
      if (matches(frame.dataset['liveTopics'] ?? '', message.type)) this.waiting.add(frame);
    }
    if (this.waiting.size > 0) this.settle();
  }

  /** Several messages of one transaction become one load. */
  private readonly settle = (): void => {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.reloadWaiting(), 250);
  };

  private async reloadWaiting(): Promise<void> {
    for (const frame of [...this.waiting]) {
      if (!frame.isConnected) this.waiting.delete(frame);
      if (!frame.isConnected || isBusy(frame)) continue;
      this.waiting.delete(frame);
      const focused = focusKey(frame);
      if (frame.src) await frame.reload();
      else frame.src = window.location.href;
      if (focused) frame.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
      announce(frame.dataset['liveSays'] ?? 'This page has new entries');
    }
  }
}

function parse(data: string): LiveMessage | null {
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === 'object' && message !== null && 'type' in message
      ? (message as LiveMessage)
      : null;
  } catch {
    return null;
  }
}

function matches(topics: string, type: string): boolean {
  return topics.split(/\s+/).some((topic) => topic && (type === topic || type.startsWith(`${topic}.`)));
}

function isBusy(frame: Frame): boolean {
  const focused = document.activeElement;
  if (focused && frame.contains(focused) && (isTyping(focused) || focused.closest('form'))) return true;
  if (frame.querySelector('[data-busy], details[open].menu, form[aria-busy="true"]')) return true;
  return [...frame.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].some(
    (field) => field.type !== 'hidden' && field.value !== field.defaultValue,
  );
}

/** How to find the focused element again in the new content. */
function focusKey(frame: Frame): string | null {
  const focused = document.activeElement;
  if (!focused || !frame.contains(focused)) return null;
  if (focused.id) return `#${CSS.escape(focused.id)}`;
  const href = focused.getAttribute('href');
  return href ? `a[href="${CSS.escape(href)}"]` : null;
}
