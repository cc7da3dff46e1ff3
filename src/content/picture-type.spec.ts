import { pictureType } from './picture-type.js';

describe('what a picture is', () => {
  it('is told by its first bytes', () => {
    expect(pictureType(Buffer.from('89504e470d0a1a0a00', 'hex'))).toBe('image/png');
    expect(pictureType(Buffer.from('ffd8ffe0', 'hex'))).toBe('image/jpeg');
    expect(pictureType(Buffer.from('RIFF1234WEBPVP8 ', 'latin1'))).toBe('image/webp');
    expect(pictureType(Buffer.from('GIF89a....', 'latin1'))).toBe('image/gif');
  });

  it('is nothing else: no drawing with script in it, no page, no empty file', () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', '', 'RIFF1234WAVE']) {
      expect(pictureType(Buffer.from(text))).toBeNull();
    }
  });
});
