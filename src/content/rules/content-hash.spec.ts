import { createHash } from 'node:crypto';
import { contentHash, type HashedContent } from './content-hash.js';

const content: HashedContent = {
  partnershipId: 'p',
  kind: 'press_release',
  templateVersionId: 't',
  body: { opening: 'Hello,\n\nneighbors.' },
  values: { headline: 'A headline', embargoDate: null },
  assets: [{ sha256: 'aa', altText: 'A badge' }],
};

describe('the hash of a text', () => {
  it('is the SHA-256 of the canonical JSON of exactly these members', () => {
    const json =
      '{"assets":[{"altText":"A badge","sha256":"aa"}],"body":{"opening":"Hello,\\n\\nneighbors."},' +
      '"kind":"press_release","partnershipId":"p","templateVersionId":"t","v":1,' +
      '"values":{"embargoDate":null,"headline":"A headline"}}';
    expect(contentHash(content)).toBe(createHash('sha256').update(json).digest('hex'));
  });

  it('does not hang on the order of keys or on members that are not part of the text', () => {
    const shuffled = {
      note: 'x',
      values: { embargoDate: null, headline: 'A headline' },
      assets: [{ altText: 'A badge', sha256: 'aa', id: '1' }],
      body: content.body,
      kind: content.kind,
      templateVersionId: 't',
      partnershipId: 'p',
    };
    expect(contentHash(shuffled)).toBe(contentHash(content));
  });

  it('changes with a comma', () => {
    const body = { opening: 'Hello\n\nneighbors.' };
    expect(contentHash({ ...content, body })).not.toBe(contentHash(content));
  });
});
