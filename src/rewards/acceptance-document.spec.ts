import { readDocument } from './acceptance-document.js';

const sent = (text: string): string => Buffer.from(text).toString('base64');

describe('the document of an acceptance', () => {
  it.each([
    ['C:\\scans\\Resolution 2019-14.PDF', 'Resolution 2019-14.PDF', 'application/pdf'],
    ['../../etc/passwd', 'passwd', 'application/octet-stream'],
    ['/', 'acceptance', 'application/octet-stream'],
  ])('%s is kept as %s', (sentName, fileName, mediaType) => {
    expect(readDocument({ fileName: sentName, contentBase64: sent('signed') })).toMatchObject({
      fileName,
      mediaType,
    });
  });

  it.each(['', '!!!', 'abc*def', Buffer.alloc(5 * 1024 * 1024 + 1).toString('base64')])(
    'refuses what is not a file of 1 byte to 5 MB (%#)',
    (contentBase64) => {
      expect(() => readDocument({ fileName: 'a.pdf', contentBase64 })).toThrow(/Attach it again/);
    },
  );
});
