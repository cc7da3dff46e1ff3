/** Turbo puts itself on the window when it is loaded. */
interface Window {
  Turbo?: {
    visit(location: string, options?: { action?: 'advance' | 'replace' }): void;
    renderStreamMessage(html: string): void;
  };
}
