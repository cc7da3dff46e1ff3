import { inflateSync } from 'node:zlib';

export interface PdfObject {
  head: string;
  stream: string;
}

/** Everything a PDF consists of by its number, streams unpacked. */
export function objectsOf(pdf: Buffer): Map<number, PdfObject> {
  const objects = new Map<number, PdfObject>();
  for (const [, number, body = ''] of pdf.toString('latin1').matchAll(/(\d+) 0 obj\s([\s\S]*?)\sendobj/g)) {
    const [, head = body, packed] = /^([\s\S]*?)\bstream\r?\n([\s\S]*?)\r?\nendstream/.exec(body) ?? [];
    const bytes = Buffer.from(packed ?? '', 'latin1');
    const stream = packed && head.includes('/FlateDecode') ? inflateSync(bytes) : bytes;
    objects.set(Number(number), { head, stream: stream.toString('latin1') });
  }
  return objects;
}
