import { mentionsIn } from './mentions.js';

const PEOPLE = [
  { id: '1', name: 'Ann Lee' },
  { id: '2', name: 'Ann Leeds' },
  { id: '3', name: 'Ines Halloran' },
  { id: '4', name: 'Zoë' },
];

describe('who is called upon in a note', () => {
  const of = (text: string) => mentionsIn(text, PEOPLE);

  it('knows full names, and first names only one person has', () => {
    expect(of('Could @Ines look at this, and @ann lee?')).toEqual(['3', '1']);
    expect(of('@Ann, please')).toEqual([]);
    expect(of('@zoë: yes')).toEqual(['4']);
  });

  it('takes the longest name, and whole names only', () => {
    expect(of('@Ann Leeds knows')).toEqual(['2']);
    expect(of('@Inessa is somebody else')).toEqual([]);
  });

  it('leaves mail addresses and lone signs alone', () => {
    expect(of('write to clerk@ines.example or info@Ines')).toEqual([]);
    expect(of('at @ noon, @nobody')).toEqual([]);
  });

  it('names each once, also in brackets and at line ends', () => {
    expect(of('(@Ines)\n@Ines Halloran\n@INES')).toEqual(['3']);
  });
});
