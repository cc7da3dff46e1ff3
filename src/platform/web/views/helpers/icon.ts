import Handlebars from 'handlebars';
import type { HelperOptions } from 'handlebars';
import { ICONS } from './icons.generated.js';

/** Inline outline icon, 16 px unless `size` says otherwise; always decoration, words stand beside it. Throws on an unknown name. */
export function drawIcon(name: string, size = 16): string {
  const shape = ICONS[name];
  if (!shape) throw new Error(`There is no icon called ${name}; add it in scripts/make-icons.mjs`);
  return `<svg class="icon" aria-hidden="true" width="${size}" height="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${shape}</svg>`;
}

export const iconHelpers = {
  icon: (name: unknown, options: HelperOptions): Handlebars.SafeString =>
    new Handlebars.SafeString(drawIcon(String(name), Number(options.hash['size'] ?? 16))),
};
