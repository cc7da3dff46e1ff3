import { inflateSync } from 'node:zlib';

export interface PdfObject {
  head: string;
  stream: string;
}

/**
 * Everything a PDF consists of by its number, streams unpacked. A stream is as long as its dictionary says (ISO 32000-1, 7.3.8.2):
 * packed bytes may end in what looks like the line break before `endstream`, and may hold any word.
 */
export function objectsOf(pdf: Buffer): Map<number, PdfObject> {
  const text = pdf.toString('latin1');
  const objects = new Map<number, PdfObject>();
  const opening = /(?<=[\r\n]|^)(\d+) 0 obj\s/g;
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const start = opening.lastIndex;
    const end = text.indexOf('endobj', start);
    const stream = text.indexOf('stream\n', start);
    const hasStream = stream >= 0 && stream < end;
    const head = text.slice(start, hasStream ? stream : end);
    const from = stream + 'stream\n'.length;
    const length = hasStream ? Number(/\/Length (\d+)\b(?! \d+ R)/.exec(head)?.[1]) : 0;
    if (Number.isNaN(length))
      throw new Error(`Object ${found[1]} does not say how long its stream is: ${head}`);
    const bytes = hasStream ? pdf.subarray(from, from + length) : Buffer.alloc(0);
    const unpacked = hasStream && head.includes('/FlateDecode') ? inflateSync(bytes) : bytes;
    objects.set(Number(found[1]), { head, stream: unpacked.toString('latin1') });
    opening.lastIndex = hasStream ? from + length : end;
  }
  return objects;
}
