import { type ApprovedPost, hindranceOf, type PostingAt } from './post-hindrance.js';

const DISCLOSURE = 'The department earns one $200 device per 20 downloads.';
// Half past ten at night in Chicago; the next day already in London.
const AT: PostingAt = {
  now: new Date('2019-06-01T03:30:00Z'),
  today: '2019-05-31',
  timeZone: 'America/Chicago',
  disclosure: DISCLOSURE,
  lastDay: '2019-05-31',
};
const PICTURE = { rights: 'Taken by us', consent: 'nobody_shown', expiresOn: '2019-05-31' } as const;
const post = (more: Partial<ApprovedPost> = {}): ApprovedPost => ({
  values: { disclosure: DISCLOSURE },
  pictures: [PICTURE],
  ...more,
});

describe('what keeps an approved post back', () => {
  it('is nothing on the last day of its picture and of its partnership, in the department’s zone', () => {
    expect(hindranceOf(post(), AT)).toBeNull();
    expect(hindranceOf(post({ values: {}, pictures: [] }), AT)).toBeNull();
  });

  it.each([
    ['the end of the partnership', {}, { lastDay: '2019-05-30' }, 'ended'],
    [
      'a picture that expired',
      { pictures: [PICTURE, { ...PICTURE, expiresOn: '2019-05-30' }] },
      {},
      'picture',
    ],
    ['a picture nobody may use', { pictures: [{ ...PICTURE, consent: 'missing' as const }] }, {}, 'picture'],
    [
      'an embargo of tomorrow',
      { values: { disclosure: DISCLOSURE, embargoDate: '2019-06-01' } },
      {},
      'embargo',
    ],
    ['a disclosure of terms that have changed', {}, { disclosure: 'Something else.' }, 'disclosure'],
  ] as const)('is %s', (_, more, at, hindrance) => {
    expect(hindranceOf(post(more), { ...AT, ...at })).toBe(hindrance);
  });

  it('is an embargo up to its instant, and not from then on', () => {
    const embargoed = post({ values: { embargoDate: '2019-05-31', embargoTime: '22:30' } });
    expect(hindranceOf(embargoed, { ...AT, now: new Date(AT.now.getTime() - 1) })).toBe('embargo');
    expect(hindranceOf(embargoed, AT)).toBeNull();
  });
});
