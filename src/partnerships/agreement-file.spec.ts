import { fileOf } from './agreement-file.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('an agreement file', () => {
  it('keeps bytes, name and type', () => {
    const file = fileOf({ fileName: 'agreement.pdf', contentBase64: base64('%PDF-1.7') });
    expect(file).toMatchObject({ fileName: 'agreement.pdf', mediaType: 'application/pdf' });
    expect(file.bytes.toString()).toBe('%PDF-1.7');
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\rep\\signed.docx', 'signed.docx'],
    ['a\u0000\nb.txt', 'ab.txt'],
    ['folder/', 'agreement'],
  ])('takes the last part of the name %j', (fileName, safe) => {
    expect(fileOf({ fileName, contentBase64: base64('x') }).fileName).toBe(safe);
  });

  it.each(['', '====', 'not base64!', 'YQ=a'])('refuses %j', (contentBase64) => {
    expect(() => fileOf({ fileName: 'a.pdf', contentBase64 })).toThrow('could not be read');
  });
});
