import { mediaTypeOf } from './media-type.js';

describe('what a file is', () => {
  const of = (bytes: string, name = 'file', encoding: BufferEncoding = 'latin1') =>
    mediaTypeOf(Buffer.from(bytes, encoding), name);

  it('goes by the bytes, not by the name', () => {
    expect(of('%PDF-1.7 …', 'harmless.txt')).toBe('application/pdf');
    expect(of('\x89PNG\r\n\x1a\n0000', 'a.exe')).toBe('image/png');
    expect(of('\xff\xd8\xff\xe0')).toBe('image/jpeg');
    expect(of('RIFF0000WEBPVP8 ')).toBe('image/webp');
    expect(of('0000ftypheic')).toBe('image/heic');
  });

  it('never makes a page of a text', () => {
    expect(of('<!doctype html><script>alert(1)</script>', 'page.html')).toBe('text/plain');
    expect(of('<svg xmlns="http://www.w3.org/2000/svg"/>', 'picture.svg')).toBe('text/plain');
    expect(of('a,b\n1,2', 'table.csv')).toBe('text/csv');
    expect(of('Sitzungsprotokoll: größer', 'minutes.txt', 'utf8')).toBe('text/plain');
  });

  it('calls a zip a document by its ending only, and the rest bytes', () => {
    expect(of('PK\x03\x04', 'offer.docx')).toContain('wordprocessingml');
    expect(of('PK\x03\x04', 'offer.html')).toBe('application/zip');
    expect(of('\x00\x01\x02', 'x.pdf')).toBe('application/octet-stream');
    expect(of('', 'empty.txt')).toBe('application/octet-stream');
  });
});
