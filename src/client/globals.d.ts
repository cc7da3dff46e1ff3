/** Turbo puts itself on the window when it is loaded. */
interface Window {
  Turbo?: { visit(location: string): void };
}
