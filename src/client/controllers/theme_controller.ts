import { Controller } from '@hotwired/stimulus';

/** Changes the theme at once; the form still goes to the server, which keeps the choice in a cookie. */
export class ThemeController extends Controller<HTMLFormElement> {
  async switch(event: SubmitEvent): Promise<void> {
    const chosen = (event.submitter as HTMLButtonElement | null)?.value;
    if (chosen !== 'light' && chosen !== 'dark') return;
    event.preventDefault();
    event.stopPropagation();
    document.documentElement.dataset['bsTheme'] = chosen;
    const other = this.element.querySelector<HTMLButtonElement>(
      `button[value="${chosen === 'dark' ? 'light' : 'dark'}"]`,
    );
    other?.focus();
    const body = new URLSearchParams(new FormData(this.element) as unknown as Record<string, string>);
    body.set('theme', chosen);
    await fetch(this.element.action, { method: 'POST', body, redirect: 'manual' });
  }
}
