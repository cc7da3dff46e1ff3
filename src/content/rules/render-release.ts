/** What the layout needs of a block; the templates room's rendered blocks have this shape. */
export interface ReleaseBlock {
  id: string;
  kind: string;
  text: string;
  attribution?: string;
}

/**
 * A text as plain text, for mail, wire and the clipboard: blocks parted by a blank line, quotes in quotation marks
 * with who said them, one line feed at the end. The same blocks give the same bytes.
 */
export function releaseText(blocks: readonly ReleaseBlock[]): string {
  const texts = shown(blocks).map((block) => {
    if (block.kind === 'quote') return quoted(block).join('\n\n');
    if (block.kind === 'list')
      return items(block)
        .map((item) => `- ${item}`)
        .join('\n');
    return block.text;
  });
  return `${texts.join('\n\n')}\n`;
}

/**
 * A text as an HTML fragment for the public page and the clipboard: headings, paragraphs, quotes, lists, and links
 * made of the addresses in it. Everything else is escaped; the fragment carries no style, script or picture.
 */
export function releaseHtml(blocks: readonly ReleaseBlock[]): string {
  return shown(blocks).map(htmlOf).join('\n');
}

/**
 * A quote with its attribution, by paragraph: each opens with a quotation mark and only the last closes; a full stop
 * before "said" becomes a comma, as in print.
 */
export function quoted(block: ReleaseBlock): string[] {
  const paragraphs = block.text.split(/\n\s*\n/);
  return paragraphs.map((paragraph, index) => {
    if (index < paragraphs.length - 1) return `“${paragraph}`;
    if (!block.attribution) return `“${paragraph}”`;
    return `“${beforeSaid(paragraph)}” said ${block.attribution}.`;
  });
}

/** The end of a quote whose speaker follows: a full stop becomes a comma, and words without a mark take one. */
export function beforeSaid(words: string): string {
  const spoken = words.replace(/\.$/, ',');
  return /[,?!…—]$/.test(spoken) ? spoken : `${spoken},`;
}

function shown(blocks: readonly ReleaseBlock[]): ReleaseBlock[] {
  return blocks.filter(({ text }) => text.trim() !== '');
}

function htmlOf(block: ReleaseBlock): string {
  const paragraphs = block.text.split(/\n\s*\n/);
  switch (block.kind) {
    case 'headline':
      return `<h1 class="release-headline">${inline(block.text)}</h1>`;
    case 'quote':
      return `<blockquote class="release-quote">${quoted(block).map(paragraph).join('')}</blockquote>`;
    case 'list':
      return `<ul class="release-list">${items(block)
        .map((item) => `<li>${inline(item)}</li>`)
        .join('')}</ul>`;
    case 'disclosure':
      return `<section class="release-disclosure">${paragraphs.map(paragraph).join('')}</section>`;
    case 'embargo':
    case 'contact':
    case 'boilerplate':
    case 'end':
      return paragraphs.map((text) => `<p class="release-${block.kind}">${inline(text)}</p>`).join('\n');
    default:
      return paragraphs.map((text) => dashed(text) ?? paragraph(text)).join('\n');
  }
}

function items(block: ReleaseBlock): string[] {
  return block.text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A paragraph whose every line begins with "- " is a list; null for any other. */
function dashed(text: string): string | null {
  const lines = text.split('\n');
  if (!lines.every((line) => line.startsWith('- '))) return null;
  return `<ul class="release-list">${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
}

function paragraph(text: string): string {
  return `<p>${inline(text)}</p>`;
}

/** Escaped text with line breaks, and addresses as links. */
function inline(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)])/)
    .map((piece, index) =>
      index % 2 === 1 ? `<a href="${escape(piece)}" rel="noopener">${escape(piece)}</a>` : escape(piece),
    )
    .join('')
    .replaceAll('\n', '<br>');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
