import { builtIn } from './masters.js';
import { drawPicture, filledMaster, pictureKey } from './draw.js';
import { fitText } from './fit-text.js';
import { NotDrawable } from './social.errors.js';
import { isStale } from './stale-rules.js';
import { readMaster } from './svg-master.js';
import { typefaceOf, type Typeface } from './typeface.js';

const SIZE = { width: 1200, height: 630 };
const TEXTS = {
  words: 'The Alder Falls Police Department has joined Neighbors.',
  department: 'Alder Falls Police Department',
  link: 'example.com/r/alderfalls',
  disclosure: 'The department earns one $200 device per 20 downloads of the app through this link.',
};
const slot = (name: string, more = '') =>
  `<text data-slot="${name}" x="40" y="40" data-width="1100" data-height="200" font-size="40" font-family="Inter" ${more}/>`;
const svg = (inside = '', root = 'viewBox="0 0 1200 630"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${root}>${inside}${slot('words')}${slot('disclosure')}</svg>`;

function refusal(source: string): string {
  try {
    readMaster(source);
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a master', () => {
  it.each(['landscape', 'square', 'portrait'] as const)(
    'that comes with the product is read: %s',
    (shape) => {
      const master = readMaster(builtIn(shape));
      expect(master.shape).toBe(shape);
      expect(master.slots.map(({ name }) => name)).toEqual(['department', 'words', 'link', 'disclosure']);
    },
  );

  const png = (width: number) => {
    const bytes = Buffer.alloc(40);
    bytes.writeUInt32BE(0x89504e47, 0);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(10, 20);
    return `data:image/png;base64,${bytes.toString('base64')}`;
  };

  it.each([
    ['taken', '<rect width="10" height="10" fill="url(#g)"/>'],
    ['taken', `<image href="${png(100)}" width="10" height="10"/>`],
    ['svg_external', '<image href="https://pictures.example/a.png"/>'],
    ['svg_external', '<image xlink:href="file:///etc/passwd"/>'],
    ['svg_external', '<image href="/etc/passwd"/>'],
    ['svg_external', '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'],
    ['svg_external', '<image href=" &#104;ttps://pictures.example/a.png"/>'],
    ['svg_external', '<rect fill="url(https://pictures.example/a.svg#g)"/>'],
    ['svg_external', '<rect style="fill:url(\'//pictures.example/a\')"/>'],
    ['svg_external', '<g xml:base="https://pictures.example/"/>'],
    ['svg_script', '<script>1</script>'],
    ['svg_script', '<rect onload="x()"/>'],
    ['svg_script', '<foreignObject/>'],
    ['svg_element', '<style>@import "a"</style>'],
    ['svg_element', '<use href="#a"/>'],
    ['svg_element', '<filter id="a"/>'],
    ['svg_too_large', `<image href="${png(5000)}"/>`],
    ['svg_too_large', `<path d="${'M0 0'.repeat(100_000)}"/>`],
    ['svg_too_large', '<g/>'.repeat(2_001)],
    ['svg_not_plain', '<![CDATA[a]]>'],
    ['svg_not_plain', '<g>&boom;</g>'],
    ['svg_not_plain', '<g><rect></g>'],
    ['svg_font', '<text font-family="Comic Sans">a</text>'],
    ['svg_font', '<text font-family="Inter" font-weight="300">a</text>'],
    ['svg_glyph', '<text font-family="Inter">漢</text>'],
    ['svg_glyph', '<g font-family="Source Serif 4"><text>go \u{1f600}</text></g>'],
    ['svg_slot', slot('sirens')],
    ['svg_slot', slot('link', 'data-least-size="60"')],
  ])('is %s with %s', (code, inside) => {
    expect(refusal(svg(inside))).toBe(code);
  });

  it('is refused without a size that fits a network, with a huge one, a document type, or a place that is missing', () => {
    expect(refusal(svg('', 'viewBox="0 0 500 100"'))).toBe('svg_slot');
    expect(refusal(svg('', 'viewBox="0 0 12000 6300"'))).toBe('svg_too_large');
    expect(refusal(svg('', 'viewBox="0 0 1200 630" width="99999"'))).toBe('svg_too_large');
    expect(refusal(`<!DOCTYPE svg [<!ENTITY a "b">]>${svg()}`)).toBe('svg_not_plain');
    expect(refusal(svg().replace(slot('disclosure'), ''))).toBe('svg_slot');
    expect(refusal('hello')).toBe('svg_not_plain');
  });
});

describe('a picture', () => {
  const master = readMaster(builtIn('landscape'));

  it('is drawn at the size asked for, the same bytes each time, and others for other words', async () => {
    const drawn = await drawPicture(filledMaster(master, TEXTS, SIZE));
    expect([drawn.readUInt32BE(16), drawn.readUInt32BE(20)]).toEqual([1200, 630]);
    expect(drawn.equals(await drawPicture(filledMaster(master, TEXTS, SIZE)))).toBe(true);
    const other = await drawPicture(filledMaster(master, { ...TEXTS, words: 'Other words.' }, SIZE));
    expect(drawn.equals(other)).toBe(false);
    expect(pictureKey(master.sha256, TEXTS, SIZE)).not.toBe(
      pictureKey(master.sha256, TEXTS, { width: 1200, height: 628 }),
    );
  });

  it('escapes what people typed', () => {
    expect(filledMaster(master, { ...TEXTS, words: '<image href="x"/> & "co"' }, SIZE)).toContain(
      '&lt;image href=&quot;x&quot;/&gt; &amp; &quot;co&quot;',
    );
  });

  it('is refused with the sign that is missing, or by how much a text is too long', () => {
    const fill = (words: string) => () => filledMaster(master, { ...TEXTS, words }, SIZE);
    expect(fill('Lost dog \u{1f436}')).toThrow('has no sign for “\u{1f436}” (U+1F436) in “words”');
    expect(fill('A long sentence goes on. '.repeat(40).trim())).toThrow(
      /“words” is too long.*shorten it by about \d+ characters/,
    );
    expect(fill(`https://example.com/${'a'.repeat(300)}`)).toThrow(NotDrawable);
  });
});

describe('fitting', () => {
  const face = typefaceOf('Inter', 400) as Typeface;
  const place = {
    name: 'words',
    x: 0,
    y: 0,
    width: 400,
    height: 100,
    size: 40,
    leastSize: 16,
    leading: 1.2,
    place: 'top' as const,
    family: 'Inter',
    weight: 400,
  };

  it('keeps every word, in order, inside the place', () => {
    const text = 'Residents who use the app choose what they share and with whom';
    const fitted = fitText(face, place, text);
    expect(fitted?.lines.map((line) => line.text).join(' ')).toBe(text);
    expect(fitted && fitted.size < 40 && fitted.size >= 16).toBe(true);
    expect(fitted?.lines.at(-1)?.y).toBeLessThanOrEqual(100);
  });

  it('breaks lines where the author did, and gives up below the smallest size', () => {
    expect(fitText(face, place, 'a\nb')?.lines.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(fitText(face, place, 'word '.repeat(200))).toBeNull();
  });
});

describe('the figures', () => {
  it('are stale on the 181st day', () => {
    expect([isStale('2026-01-01', '2026-06-30'), isStale('2026-01-01', '2026-07-01')]).toEqual([false, true]);
  });
});
