import { secretLinks, withoutSecrets } from './secret-links.js';

const home = 'https://liaison.example';

describe('links that let their holder in', () => {
  it('are found wherever they stand in the data, and only those', () => {
    const data = {
      name: 'A',
      url: `${home}/sign-in/abc`,
      kit: [{ link: `${home}/drafts/1` }, { link: `${home}/setup/x` }],
    };
    expect(secretLinks(data, home)).toEqual([`${home}/sign-in/abc`, `${home}/setup/x`]);
    expect(secretLinks({ url: 'https://elsewhere.example/sign-in/abc' }, home)).toEqual([]);
  });

  it('are left out of what is shown, escaped or not', () => {
    const secret = `${home}/sign-in/a=b&c`;
    const shown = withoutSecrets(`<a href="${home}/sign-in/a&#x3D;b&amp;c">${secret}</a>`, [secret]);
    expect(shown).not.toContain('sign-in');
  });
});
