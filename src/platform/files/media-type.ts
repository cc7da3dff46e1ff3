const OFFICE: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};
const STARTS: [head: string, type: string][] = [
  ['%PDF-', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['{\\rtf', 'application/rtf'],
];

/**
 * What a file is by its bytes; a declared type is never believed. The name only tells apart what looks alike (a zip that is a
 * document, a text that is a table), so that nothing is ever served as a page or a script. Unknown bytes are
 * `application/octet-stream`.
 */
export function mediaTypeOf(bytes: Buffer, fileName: string): string {
  const head = bytes.toString('latin1', 0, 16);
  const known = STARTS.find(([start]) => head.startsWith(start));
  if (known) return known[1];
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  if (/^ftyp(heic|heix|mif1)/.test(head.slice(4, 12))) return 'image/heic';
  const ending = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  if (head.startsWith('PK\x03\x04')) return OFFICE[ending] ?? 'application/zip';
  if (!isText(bytes)) return 'application/octet-stream';
  return ending === 'csv' ? 'text/csv' : 'text/plain';
}

function isText(bytes: Buffer): boolean {
  if (bytes.length === 0 || bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
