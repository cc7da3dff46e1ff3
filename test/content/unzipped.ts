import { crc32, inflateRawSync } from 'node:zlib';

/** The files of a zip archive by their path, read by its central directory (APPNOTE 6.3.10) and checked against their sums. */
export function unzipped(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('No entry where the directory has one.');
    const [method, sum, packed, size] = [10, 16, 20, 24].map((part) =>
      part === 10 ? zip.readUInt16LE(at + part) : zip.readUInt32LE(at + part),
    ) as [number, number, number, number];
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const raw = zip.subarray(from, from + packed);
    const bytes = method === 0 ? raw : inflateRawSync(raw);
    if (zip.toString('utf8', local + 30, local + 30 + zip.readUInt16LE(local + 26)) !== name)
      throw new Error(`${name} has two names.`);
    if (bytes.length !== size || crc32(bytes) !== sum) throw new Error(`${name} is not what its sum says.`);
    files.set(name, bytes);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

export interface WordChange {
  kind: 'same' | 'deleted' | 'inserted';
  text: string;
  author: string | null;
}

/** What a Word file's paragraphs hold, run by run: text that stays, is deleted or inserted, and by whom; a break is a line feed. */
export function wordChanges(docx: Buffer): WordChange[][] {
  const xml = unzipped(docx).get('word/document.xml')?.toString('utf8') ?? '';
  return [...xml.matchAll(/<w:p>([\s\S]*?)<\/w:p>/g)].map(([, paragraph = '']) => {
    const pieces = paragraph.matchAll(/<w:(del|ins) ([^>]*)>([\s\S]*?)<\/w:\1>|<w:r>([\s\S]*?)<\/w:r>/g);
    return [...pieces].map(([, mark, attributes = '', marked = '', plain = '']) => ({
      kind: mark === 'del' ? 'deleted' : mark === 'ins' ? 'inserted' : 'same',
      text: textOf(mark ? marked : plain, mark === 'del' ? 'delText' : 't'),
      author: /w:author="([^"]*)"/.exec(attributes)?.[1] ?? null,
    }));
  });
}

function textOf(runs: string, tag: 't' | 'delText'): string {
  return [...runs.matchAll(new RegExp(`<w:br/>|<w:${tag}(?: [^>]*)?>([^<]*)</w:${tag}>`, 'g'))]
    .map(([whole, text = '']) => (whole === '<w:br/>' ? '\n' : text))
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
