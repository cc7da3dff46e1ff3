import { linkTarget } from './link-target.js';

const links = {
  appStoreUrl: 'https://apps.example/app/id1',
  playStoreUrl: 'https://play.example/details?id=app',
  fallbackUrl: 'https://vendor.example/get',
};
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_1 like Mac OS X)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 9; Pixel 3)';
const none = { appStoreUrl: null, playStoreUrl: null, fallbackUrl: null };

describe('where a referral link leads', () => {
  it.each([
    ['an iPhone to its store', links, IPHONE, 'https://apps.example/app/id1?ct=oak-pd'],
    [
      'an Android phone to its store, with the referrer',
      links,
      ANDROID,
      'https://play.example/details?id=app&referrer=utm_source%3Dliaison%26utm_campaign%3Doak-pd%26referral_code%3Doak-pd',
    ],
    [
      'a computer to the page',
      links,
      'Mozilla/5.0 (X11)',
      'https://vendor.example/get?utm_source=liaison&utm_campaign=oak-pd&referral_code=oak-pd',
    ],
    [
      'nobody in particular to the page',
      links,
      undefined,
      'https://vendor.example/get?utm_source=liaison&utm_campaign=oak-pd&referral_code=oak-pd',
    ],
    [
      'an iPhone to the page where there is no store',
      { ...none, fallbackUrl: 'https://vendor.example/get' },
      IPHONE,
      'https://vendor.example/get?utm_source=liaison&utm_campaign=oak-pd&referral_code=oak-pd',
    ],
    ['nowhere, when nothing is set up', none, IPHONE, undefined],
    [
      'nowhere, when the address is no web address',
      { ...none, fallbackUrl: 'javascript:alert(1)' },
      undefined,
      undefined,
    ],
  ])('%s', (_name, set, agent, target) => expect(linkTarget(set, 'oak-pd', agent)).toBe(target));
});
