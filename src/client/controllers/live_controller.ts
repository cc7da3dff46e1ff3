import { Controller } from '@hotwired/stimulus';
import { announce } from '../announce';
import { isTyping } from '../typing';

export interface LiveMessage {
  type: string;
  subjectType: string;
  subjectId: string;
}

type Frame = HTMLElement & { src: string | null; reload(): Promise<void> };

/** How long to wait before asking again after the stream broke off, in milliseconds. */
const RETRY = 2_000;

/**
 * Shows other people's changes. Every frame whose `data-live-topics` names the type of an event (`pitch.moved`) or its
 * room (`pitch`) loads itself again, unless somebody is writing, choosing or dragging inside it: then it waits until
 * they are done. Anything else with `data-live-topics` is told (`live:message`) and helps itself.
 */
export class LiveController extends Controller<HTMLElement> {
  private stop = new AbortController();
  private readonly waiting = new Set<Frame>();
  private timer = 0;
  private again = false;

  override connect(): void {
    if (!this.element.querySelector('[data-live-topics]')) return;
    this.stop = new AbortController();
    void this.listen(this.stop.signal);
    document.addEventListener('focusout', this.settle);
  }

  override disconnect(): void {
    this.stop.abort();
    window.clearTimeout(this.timer);
    this.timer = 0;
    document.removeEventListener('focusout', this.settle);
  }

  /** Reads the stream itself: an EventSource hears only event names it was told beforehand, and we want them all. */
  private async listen(signal: AbortSignal): Promise<void> {
    for (let heardBefore = false; !signal.aborted;) {
      try {
        const answer = await fetch('/live', { signal, headers: { accept: 'text/event-stream' } });
        if (answer.status >= 400 && answer.status < 500) return;
        if (answer.ok && answer.body) {
          if (heardBefore) this.tellOthers('live:missed', () => true);
          heardBefore = true;
          await this.read(answer.body);
        }
      } catch {
        if (signal.aborted) return;
      }
      await new Promise((again) => window.setTimeout(again, RETRY));
    }
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const messages = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) this.receive(message);
    }
  }

  private receive(raw: string): void {
    const data = raw.split('\n').find((line) => line.startsWith('data:'));
    const message = data && parse(data.slice('data:'.length));
    if (!message) return;
    for (const frame of this.element.querySelectorAll<Frame>('turbo-frame[data-live-topics]')) {
      if (matches(frame.dataset['liveTopics'] ?? '', message.type)) this.waiting.add(frame);
    }
    if (this.waiting.size > 0) this.settle();
    this.tellOthers('live:message', (topics) => matches(topics, message.type), message);
  }

  private tellOthers(event: string, concerns: (topics: string) => boolean, detail?: LiveMessage): void {
    for (const part of this.element.querySelectorAll<HTMLElement>('[data-live-topics]:not(turbo-frame)'))
      if (concerns(part.dataset['liveTopics'] ?? '')) part.dispatchEvent(new CustomEvent(event, { detail }));
  }

  /**
   * Several messages of one transaction become one load. A stream that never pauses does not put it off: what comes meanwhile is
   * loaded right after.
   */
  private readonly settle = (): void => {
    this.again = true;
    if (this.timer) return;
    this.timer = window.setTimeout(() => void this.load(), 250);
  };

  private async load(): Promise<void> {
    this.again = false;
    try {
      await this.reloadWaiting();
    } finally {
      this.timer = 0;
      if (this.again && !this.stop.signal.aborted) this.settle();
    }
  }

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
