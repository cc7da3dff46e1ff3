import { releaseHtml, type ReleaseBlock } from './rules/render-release.js';

/** A text as an HTML document that stands alone: no style, no script, nothing fetched. */
export function exportHtml(title: string, blocks: readonly ReleaseBlock[]): string {
  const safe = title.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
  return `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${safe}</title></head>\n<body>\n<main>\n${releaseHtml(blocks)}\n</main>\n</body>\n</html>\n`;
}
