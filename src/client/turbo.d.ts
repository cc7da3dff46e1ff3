/** The small part of Turbo that the client touches; the package ships no types. */
declare module '@hotwired/turbo' {
  export interface FrameElement extends HTMLElement {
    src: string | null;
    reload(): Promise<void>;
  }
  export const config: { drive: { progressBarDelay: number }; forms: { mode: 'on' | 'off' | 'optin' } };
  export function renderStreamMessage(html: string): void;
  export function visit(location: string, options?: { action?: 'advance' | 'replace' }): void;
}
