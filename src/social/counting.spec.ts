import { captionFor } from './captions.js';
import { countIn, hashtagsIn } from './counting.js';
import { networkRule, networkRules, type NetworkRule } from './network-rules.js';

const LONG = `https://alderfalls.example.com/r/alderfalls?${'campaign=autumn&'.repeat(20)}from=post`;
const LINK = 'https://example.com/r/alderfalls';

/** A text and its length on X, Bluesky, Mastodon, Threads, and on those that count UTF-16 (Instagram, LinkedIn), counted by hand. */
type Vector = readonly [
  text: string,
  x: number,
  bluesky: number,
  mastodon: number,
  threads: number,
  utf16: number,
];

const VECTORS: readonly Vector[] = [
  // Letters.
  ['', 0, 0, 0, 0, 0],
  ['Hello', 5, 5, 5, 5, 5],
  ['Two  spaces\nand a line', 22, 22, 22, 22, 22],
  ['é', 1, 1, 1, 1, 1],
  ['e\u0301', 1, 1, 1, 2, 2],
  ['x\u0302', 2, 1, 1, 2, 2],
  ['a\u0300\u0301\u0302', 3, 1, 1, 4, 4],
  ['ñ Ł ß Ж ع', 9, 9, 9, 9, 9],
  ['“quoted” – said…', 17, 16, 16, 16, 16],
  ['日本', 4, 2, 2, 2, 2],
  ['日本語 text', 11, 8, 8, 8, 8],
  ['한국', 4, 2, 2, 2, 2],
  ['\u1112\u1161\u11ab', 2, 1, 1, 3, 3],
  ['ก็', 2, 1, 1, 2, 2],
  ['न\u093f', 2, 1, 1, 2, 2],
  ['𝒜', 2, 1, 1, 1, 2],
  ['™ € ℃', 8, 5, 5, 5, 5],
  // Emoji old and new: each two on X, one to a reader, and their bytes on Threads.
  ['😀', 2, 1, 1, 4, 2],
  ['😀😀', 4, 2, 2, 8, 4],
  ['Hi 😀!', 6, 5, 5, 8, 6],
  ['👍🏽', 2, 1, 1, 8, 4],
  ['👨‍👩‍👧‍👦', 2, 1, 1, 25, 11],
  ['👩🏽‍🚒', 2, 1, 1, 15, 7],
  ['🏳️‍🌈', 2, 1, 1, 14, 6],
  ['🐦‍🔥', 2, 1, 1, 11, 5],
  ['🙂‍↔️', 2, 1, 1, 13, 5],
  ['🇺🇸', 2, 1, 1, 8, 4],
  ['🇺🇸🇨🇦', 4, 2, 2, 16, 8],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', 2, 1, 1, 28, 14],
  ['1️⃣', 2, 1, 1, 7, 3],
  ['❤️', 2, 1, 1, 6, 2],
  ['❤', 2, 1, 1, 1, 1],
  ['©', 1, 1, 1, 1, 1],
  ['©️', 2, 1, 1, 5, 2],
  ['\u{1fae9}', 2, 1, 1, 4, 2],
  ['\u{1fadf}', 2, 1, 1, 4, 2],
  ['\u{1f6d8}', 2, 1, 1, 4, 2],
  ['\u{1fac8}\u200d\u{1fae9}', 2, 1, 1, 11, 5],
  // Links: 23 on X and Mastodon, however long; a name alone is a link on X only.
  [LINK, 23, 32, 23, 32, 32],
  [`Get it: ${LINK}`, 31, 40, 31, 40, 40],
  [`(${LINK}).`, 26, 35, 26, 35, 35],
  [`${LINK} and ${LINK}`, 51, 69, 51, 69, 69],
  [LONG, 23, LONG.length, 23, LONG.length, LONG.length],
  [`${LONG}!`, 24, LONG.length + 1, 24, LONG.length + 1, LONG.length + 1],
  [`https://alderfalls.example/r/x`, 23, 30, 23, 30, 30],
  ['https://localhost:3000/r/x', 26, 26, 26, 26, 26],
  ['https://alderfalls.notadomain/x', 31, 31, 31, 31, 31],
  ['example.com/join', 23, 16, 16, 16, 16],
  ['example.com', 23, 11, 11, 11, 11],
  ['alder.us', 8, 8, 8, 8, 8],
  ['alder.us/join', 23, 13, 13, 13, 13],
  ['pio@example.com', 15, 15, 15, 15, 15],
  ['end.Next sentence', 32, 17, 17, 17, 17],
  ['HTTPS://EXAMPLE.COM/A', 23, 21, 23, 21, 21],
  ['https://example.com/a_(b)', 23, 25, 23, 25, 25],
  ['日本https://example.com/a', 27, 23, 25, 23, 23],
  ['@alder@social.example.com hi', 28, 28, 9, 28, 28],
  ['#LostDog in #AlderFalls', 23, 23, 23, 23, 23],
];

/** Every kind of emoji, from the first set to those of Unicode 17, by itself, with a skin, a gender, a colour, joined, of flags and of keys. */
const EMOJI =
  '😀 😃 😄 😁 😆 😅 🤣 😂 🙂 🙃 🫠 😉 😊 😇 🥰 😍 🤩 😘 😗 ☺️ 😚 😙 🥲 😋 😛 😜 🤪 😝 🤑 🤗 🤭 🫢 🫣 🤫 🤔 🫡 🤐 🤨 😐 😑 😶 🫥 😶‍🌫️ 😏 😒 🙄 😬 😮‍💨 🤥 🫨 ' +
  '🙂‍↕️ 😌 😔 😪 🤤 😴 🫩 😷 🤒 🤕 🤢 🤮 🤧 🥵 🥶 🥴 😵 😵‍💫 🤯 🤠 🥳 🥸 😎 🤓 🧐 😕 🫤 😟 🙁 ☹️ 👋 👋🏻 👋🏿 🤚🏼 🖐️ 🖐🏽 ✋🏾 🖖 🫱🏻‍🫲🏿 👌 🤌 ✌️ 🤞🏽 🫰 🤟 👈 👆🏽 🖕 ☝️ 🫵🏿 ' +
  '👍 👎🏼 ✊ 🤝 🙏🏾 ✍️ 💪🏽 🦾 👀 👁️ 👁️‍🗨️ 🧑 👩🏻‍🦰 🧔‍♂️ 👮 👮🏽‍♀️ 👮‍♂️ 🕵️‍♀️ 💂🏿 👷🏼‍♂️ 🧑‍🚒 👩‍⚖️ 🧑🏾‍⚕️ 👨‍👩‍👦 👩‍❤️‍💋‍👨 🧑‍🤝‍🧑 🧑🏻‍🤝‍🧑🏿 🐶 🐕‍🦺 🐈‍⬛ 🐻‍❄️ 🪿 🫎 🐦‍⬛ 🪽 🌲 🪾 🫜 🍋‍🟩 🍄‍🟫 ' +
  '⛓️‍💥 🚓 🚨 🏠 🔔 📱 🎥 🔗 🗓️ ☎️ ⚠️ ♿ ✅ ☑️ ❗ #️⃣ *️⃣ 0️⃣ 🔟 🏁 🏳️‍⚧️ 🏴‍☠️ 🇲🇽 🇺🇳 🏴󠁧󠁢󠁳󠁣󠁴󠁿';

const UNITS = ['x_weighted', 'graphemes', 'mastodon', 'threads', 'utf16'] as const;

describe('how long a text is on each network', () => {
  const each = VECTORS.flatMap(([text, ...counts]) =>
    UNITS.map((unit, index) => [text, unit, counts[index]] as const),
  );

  it('is told right by more than two hundred vectors', () => {
    expect(each.length).toBeGreaterThanOrEqual(200);
    const wrong = each
      .map(([text, unit, count]) => ({ text, unit, count, counted: countIn(unit, text) }))
      .filter(({ count, counted }) => counted !== count);
    expect(wrong).toEqual([]);
  });

  it('is told right with each of a hundred and sixty emoji: two on X, one to a reader, its bytes on Threads', () => {
    const emoji = EMOJI.split(' ');
    expect(new Set(emoji).size).toBeGreaterThanOrEqual(160);
    const wrong = emoji.flatMap((sign) => {
      // Seven other signs, and a link of 32 that is 23 on two networks.
      const text = `Found ${sign} ${LINK}`;
      const counts = [32, 40, 31, 39 + Buffer.byteLength(sign), 39 + sign.length];
      return UNITS.map((unit, at) => [sign, unit, countIn(unit, text), counts[at]]).filter(
        ([, , a, b]) => a !== b,
      );
    });
    expect(wrong).toEqual([]);
  });

  it('finds hashtags, and no figure, address or word with a sign in it', () => {
    expect(hashtagsIn('#one #Two2 #3 #été a#b x/#frag ＃全 #日本')).toEqual([
      '#one',
      '#Two2',
      '#été',
      '＃全',
      '#日本',
    ]);
  });
});

describe('a caption', () => {
  const rule = (key: string): NetworkRule => networkRule(key) as NetworkRule;
  const whole = (key: string, text: string, mayShorten = false) =>
    captionFor(rule(key), [{ text, mayShorten }], LINK);

  it.each([
    ['x', 'a', 280],
    ['x', '日', 140],
    ['x', '😀', 140],
    ['bluesky', 'a', 300],
    ['bluesky', '日', 300],
    ['bluesky', 'e\u0301', 300],
    ['instagram', 'a', 2200],
    ['threads', 'a', 500],
    ['threads', '😀', 125],
    ['linkedin', 'a', 3000],
    ['mastodon', 'a', 500],
    ['mastodon', '👨‍👩‍👧‍👦', 500],
  ] as const)('on %s holds %j %i times and not once more', (network, sign, most) => {
    expect(whole(network, sign.repeat(most)).refused).toBeNull();
    expect(whole(network, sign.repeat(most + 1)).refused).toMatch(/Shorten the text\.$/);
  });

  it('is limited in bytes as well where that is so', () => {
    const families = '👨‍👩‍👧‍👦'.repeat(121);
    expect(whole('bluesky', families)).toMatchObject({
      count: 121,
      refused: expect.stringContaining('3,000 bytes'),
    });
  });

  it('takes five hashtags on Instagram, and no sixth', () => {
    expect(whole('instagram', '#a #b #c #d #e').refused).toBeNull();
    expect(whole('instagram', '#a #b #c #d #e #f').refused).toBe(
      '6 hashtags; Instagram takes 5. Take 1 out.',
    );
    expect(whole('linkedin', '#a #b #c #d #e #f').refused).toBeNull();
  });

  it('is never refused where no figure is agreed, only warned of', () => {
    for (const network of ['facebook', 'nextdoor']) {
      const caption = whole(network, 'a'.repeat(20_000));
      expect([caption.refused, caption.warning === null]).toEqual([null, false]);
    }
  });

  const post = [
    { text: 'First sentence, kept. Second one! Third, with Lt. Whitcomb in it? Fourth.', mayShorten: true },
    { text: `Get the app: ${LINK}`, mayShorten: false },
    { text: `Disclosure: ${'the department earns devices. '.repeat(6)}`.trim(), mayShorten: false },
  ];

  it('leaves out whole sentences at the end of the author’s own words, never the link or the disclosure', () => {
    const short = captionFor(rule('x'), post, LINK);
    expect(short.refused).toBeNull();
    expect(short.count).toBeLessThanOrEqual(280);
    expect(short.leftOut).toBeGreaterThan(0);
    expect(short.text.startsWith('First sentence, kept.')).toBe(true);
    expect(short.text.endsWith(`\n\n${post[1]?.text}\n\n${post[2]?.text}`)).toBe(true);
    const long = captionFor(rule('linkedin'), post, LINK);
    expect([long.leftOut, long.text]).toEqual([0, post.map(({ text }) => text).join('\n\n')]);
  });

  it('is refused whole when even one sentence does not fit', () => {
    const heavy = [...post, { text: 'And this as well. '.repeat(20), mayShorten: false }];
    const caption = captionFor(rule('x'), heavy, LINK);
    expect([caption.leftOut, caption.shareUrl]).toEqual([0, null]);
    expect(caption.refused).toMatch(/^\d+ over the 280 X takes/);
  });

  it('opens each network’s own form with the text, or the link where it takes that alone', () => {
    const words = 'Näh & “co” #1 +5%';
    const share = (network: string) => new URL(whole(network, words).shareUrl ?? '');
    expect(share('x').searchParams.get('text')).toBe(words);
    expect(share('bluesky').searchParams.get('text')).toBe(words);
    expect(share('threads').searchParams.get('text')).toBe(words);
    expect(share('nextdoor').searchParams.get('body')).toBe(words);
    expect(share('facebook').searchParams.get('u')).toBe(LINK);
    expect(share('linkedin').searchParams.get('url')).toBe(LINK);
    expect(whole('instagram', words).shareUrl).toBeNull();
    expect(captionFor(rule('facebook'), [{ text: words, mayShorten: false }], null).shareUrl).toBeNull();
  });
});

describe('the rules file', () => {
  it('has a day and, for each figure, an address where it was read', () => {
    const { checkedOn, networks } = networkRules();
    expect(checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(networks.map(({ key }) => key)).toEqual([
      'x',
      'facebook',
      'instagram',
      'threads',
      'bluesky',
      'linkedin',
      'mastodon',
      'nextdoor',
    ]);
    for (const { sources, share, hashtags, limitBytes, unread } of networks) {
      const named = [
        'limit',
        'picture',
        ...(share ? ['share'] : []),
        ...(hashtags ? ['hashtags'] : []),
        ...(limitBytes ? ['limitBytes'] : []),
      ];
      expect(Object.keys(sources).sort()).toEqual(named.sort());
      expect(named).toEqual(expect.arrayContaining(unread));
      for (const source of Object.values(sources)) expect(source).toMatch(/^https:\/\//);
    }
  });
});
