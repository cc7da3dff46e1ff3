import { findTarget, TargetRefused } from './target.js';

const names: Record<string, string[]> = {
  'receiver.example': ['93.184.216.34'],
  'both.example': ['93.184.216.34', '10.0.0.7'],
  'inside.example': ['10.0.0.7'],
  'metadata.example': ['169.254.169.254'],
  'mapped.example': ['::ffff:10.0.0.7'],
};
const resolve = (name: string): Promise<string[]> =>
  names[name] ? Promise.resolve(names[name]) : Promise.reject(new Error('ENOTFOUND'));

const outcome = (url: string, allowPrivate: boolean): Promise<string> =>
  findTarget(url, { allowPrivate, resolve }).then(
    () => 'allowed',
    (error: unknown) => (error instanceof TargetRefused ? error.code : Promise.reject(error as Error)),
  );

describe('where messages may go', () => {
  it.each([
    ['https://receiver.example/hooks?a=1', 'allowed', 'allowed'],
    ['https://receiver.example:8443/', 'allowed', 'allowed'],
    ['http://receiver.example/', 'url_not_https', 'url_not_https'],
    ['ftp://receiver.example/', 'url_invalid', 'url_invalid'],
    ['receiver.example/hooks', 'url_invalid', 'url_invalid'],
    ['', 'url_invalid', 'url_invalid'],
    ['https://user:pass@receiver.example/', 'url_has_credentials', 'url_has_credentials'],
    ['https://user@receiver.example/', 'url_has_credentials', 'url_has_credentials'],
    ['https://nowhere.example/', 'url_unknown_host', 'url_unknown_host'],
    ['https://both.example/', 'url_private', 'allowed'],
    ['https://inside.example/', 'url_private', 'allowed'],
    ['http://inside.example/', 'url_not_https', 'url_not_https'],
    ['https://metadata.example/', 'url_private', 'url_private'],
    ['https://mapped.example/', 'url_private', 'url_private'],
    ['https://127.0.0.1/', 'url_private', 'allowed'],
    ['http://127.0.0.1:8080/', 'url_not_https', 'allowed'],
    ['http://[::1]:8080/', 'url_not_https', 'allowed'],
    // Other spellings of 127.0.0.1, and of addresses that carry it.
    ['https://2130706433/', 'url_private', 'allowed'],
    ['https://0x7f.1/', 'url_private', 'allowed'],
    ['https://[::ffff:127.0.0.1]/', 'url_private', 'url_private'],
    ['https://[64:ff9b::7f00:1]/', 'url_private', 'url_private'],
    ['https://0.0.0.0/', 'url_private', 'url_private'],
  ])('%s: %s; with private ones allowed, %s', async (url, strict, lenient) => {
    expect([await outcome(url, false), await outcome(url, true)]).toEqual([strict, lenient]);
  });

  it('looks up a real name: this machine’s own is refused', async () => {
    await expect(findTarget('https://localhost/', { allowPrivate: false })).rejects.toMatchObject({
      code: 'url_private',
    });
  });
});
