import { Controller } from '@hotwired/stimulus';

/** Sends a filter form when one of its choices changes; typed fields wait for Enter. */
export class AutosubmitController extends Controller<HTMLFormElement> {
  submit(event: Event): void {
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement) {
      this.element.requestSubmit();
    }
  }
}
