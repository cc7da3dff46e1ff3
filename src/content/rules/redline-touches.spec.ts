import { touchesOf } from './redline-touches.js';

const block = (id: string, role: string, text: string, fields: string[] = []) => ({ id, role, text, fields });
const TEXT = [
  block('headline', 'fill_in', 'Alder Falls joins', ['headline']),
  block('opening', 'free', 'Residents asked for it.'),
  block('offer', 'locked', 'One device for each 20 downloads.', ['disclosure']),
  block('about', 'locked', 'About the company.'),
];
const withText = (id: string, text: string) => TEXT.map((one) => (one.id === id ? { ...one, text } : one));

describe('what a text touches of the one approved before', () => {
  it('is everything when none was', () => {
    expect(touchesOf(null, TEXT, 'disclosure')).toEqual(['locked', 'terms']);
  });

  it('is nothing when only the author’s own words differ', () => {
    expect(touchesOf(TEXT, withText('opening', 'Other words.'), 'disclosure')).toEqual([]);
    expect(touchesOf(TEXT, withText('headline', 'Another one'), 'disclosure')).toEqual([]);
  });

  it('is the terms when the disclosure differs, and a locked block when another one does, comes or goes', () => {
    expect(touchesOf(TEXT, withText('offer', 'One for each 10.'), 'disclosure')).toEqual(['terms']);
    expect(touchesOf(TEXT, withText('about', 'About us.'), 'disclosure')).toEqual(['locked']);
    expect(touchesOf(TEXT, TEXT.slice(0, 3), 'disclosure')).toEqual(['locked']);
    expect(touchesOf(TEXT.slice(0, 2), TEXT, 'disclosure')).toEqual(['locked', 'terms']);
  });
});
