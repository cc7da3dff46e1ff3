import { type CheckedText, checkText, confirmable } from './draft-checks.js';
import { peopleIn } from './draft-people.js';
import { claimsIn, isHostAllowed, STARTING_RULES } from './writing-rules.js';

const DISCLOSURE = 'The department earns one $200 device per 20 downloads.';
const text: CheckedText = {
  fields: [
    {
      name: 'why',
      label: 'Why',
      type: 'long_text',
      required: true,
      maxLength: 60,
      help: null,
      example: null,
      fact: null,
    },
    {
      name: 'more',
      label: 'More at',
      type: 'url',
      required: false,
      maxLength: null,
      help: null,
      example: null,
      fact: null,
    },
  ],
  values: { why: 'residents asked for it', more: null },
  body: { story: 'Neighbors choose what they share.' },
  blocks: [
    {
      id: 'd',
      role: 'locked',
      kind: 'disclosure',
      label: 'Disclosure',
      fields: [],
      text: `Disclosure: ${DISCLOSURE}`,
    },
  ],
  missing: [],
  disclosure: DISCLOSURE,
  isPublic: true,
  pictures: [],
  known: ['Police Chief Ruth Alder', 'Dana Whitcomb'],
  rules: STARTING_RULES,
  ownHosts: ['liaison.example'],
  confirmed: new Set(),
  today: '2019-04-22',
};
const codes = (change: Partial<CheckedText>): string[] =>
  checkText({ ...text, ...change }).map(({ code }) => code);
const story = (words: string): Partial<CheckedText> => ({ body: { story: words } });

describe('the checks of a text', () => {
  it('find nothing in a text that is in order', () => {
    expect(checkText(text)).toEqual([]);
  });

  it.each<[string, Partial<CheckedText>, string]>([
    ['what is missing', { missing: ['why'] }, 'required'],
    ['what is too long', { values: { why: 'x'.repeat(61) } }, 'too_long'],
    ['a disclosure that is not in it', { blocks: [] }, 'disclosure_missing'],
    ['a claim', story('The app reduces crime.'), 'unapproved_claim'],
    ['the same claim in other letters and over a line', story('It REDUCED\ncrime!'), 'unapproved_claim'],
    [
      'a link to a site that is not on the list',
      { values: { more: 'https://evil.example/' } },
      'host_not_allowed',
    ],
    ['somebody who is named', story('Mr. Carl Jensen found his bicycle.'), 'person_without_consent'],
    ['a juvenile', story('A 15-year-old saw it.'), 'checklist'],
    ['a victim', story('The victim lives nearby.'), 'checklist'],
    ['an open case', story('Two suspects fled.'), 'checklist'],
    ['a picture nobody described', { pictures: [picture({ altText: ' ' })] }, 'alt_text_missing'],
    ['a picture of unknown rights', { pictures: [picture({ rights: null })] }, 'rights_missing'],
    [
      'people in a picture who did not agree',
      { pictures: [picture({ consent: 'missing' })] },
      'consent_missing',
    ],
    ['a picture whose time is over', { pictures: [picture({ expiresOn: '2019-04-21' })] }, 'picture_expired'],
  ])('find %s, and keep it from being sent', (_what, change, code) => {
    expect(codes(change)).toEqual([code]);
    expect(checkText({ ...text, ...change }).every(({ blocks }) => blocks)).toBe(true);
  });

  it('leave alone what only looks like it', () => {
    expect(codes({ pictures: [picture({ expiresOn: '2019-04-22' })] })).toEqual([]);
    expect(codes({ values: { why: 'x', more: 'https://apps.apple.com/app' } })).toEqual([]);
    expect(
      codes(
        story(
          'The crime reduction unit meets in Alder Falls, where minority groups and Victimology 101 meet. No investigation or warrant needs the app.',
        ),
      ),
    ).toEqual([]);
    expect(codes({ blocks: [], disclosure: null })).toEqual([]);
    expect(codes({ blocks: [], isPublic: false })).toEqual([]);
  });

  it('advise on a day in figures without keeping the text', () => {
    expect(checkText({ ...text, ...story('It begins on 4/22/2019.') })).toMatchObject([
      { code: 'date_style', blocks: false },
    ]);
  });

  it('are settled by what the author confirms, and by nothing else', () => {
    const named = { ...text, ...story('Carl Jensen, 34, a suspect, was home.') };
    expect(confirmable(named).map(({ key }) => key)).toEqual(['person:Carl Jensen', 'active_case']);
    expect(codes({ ...named, confirmed: new Set(['active_case', 'required']) })).toEqual([
      'person_without_consent',
    ]);
    expect(codes({ ...named, confirmed: new Set(['active_case', 'person:Carl Jensen']) })).toEqual([]);
    expect(codes({ missing: ['why'], confirmed: new Set(['required']) })).toEqual(['required']);
  });

  it('ask every public text all three questions where the rules say always', () => {
    const rules = { ...STARTING_RULES, checklist: 'always' as const };
    expect(codes({ rules })).toEqual(['checklist', 'checklist', 'checklist']);
    expect(codes({ rules, isPublic: false })).toEqual([]);
  });
});

describe('people in a text', () => {
  it.each([
    ['“It works,” said Officer Carl Jensen.', ['Carl Jensen']],
    [
      'Neighbor Ana María Ortiz-Vega and resident John Q. Public met.',
      ['Ana María Ortiz-Vega', 'John Q. Public'],
    ],
    ['Chief Alder and Lt. Dana Whitcomb spoke; Ruth Alder said so.', []],
    ['The Alder Falls Police Department joined on Monday, April 22, 2019.', []],
  ])('%s', (words, names) => {
    expect(peopleIn(words, text.known as string[])).toEqual(names);
  });
});

describe('claims and sites', () => {
  it('a star stands for any ending, and signs in a claim are only signs', () => {
    const claim = (words: string) => [{ words, instead: null }];
    expect(claimsIn('We guaranteed it', claim('guarantee*'))).toHaveLength(1);
    expect(claimsIn('unguarantee', claim('guarantee*'))).toEqual([]);
    expect(claimsIn('It is 100% safe.', claim('100% safe'))).toMatchObject([{ found: '100% safe' }]);
    expect(claimsIn('(a+)+$', claim('(a+)+$'))).toHaveLength(1);
    expect(claimsIn('aaaa', claim('(a+)+$'))).toEqual([]);
  });

  it('a host stands for itself and what is below it, and never for a name that only ends like it', () => {
    expect(isHostAllowed('https://a.example.org/x', ['example.org'])).toBe(true);
    expect(isHostAllowed('https://badexample.org', ['example.org'])).toBe(false);
    expect(isHostAllowed('javascript:alert(1)', ['example.org'])).toBe(false);
    expect(isHostAllowed('no address', ['example.org'])).toBe(false);
  });
});

function picture(change: Partial<CheckedText['pictures'][number]>): CheckedText['pictures'][number] {
  return {
    altText: 'A hall',
    rights: 'City of Alder Falls',
    consent: 'nobody_shown',
    expiresOn: null,
    ...change,
  };
}
