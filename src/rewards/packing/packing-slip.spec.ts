import { acceptanceSentence } from './packing-slip.js';

describe('the sentence on a packing slip', () => {
  it.each([
    [
      { kind: 'municipal_police', authority: 'council', acceptedOn: '2019-03-26', resolutionNumber: '1214' },
      'A gift is the city’s only when it has been accepted. This one was accepted by its council on 26 Mar 2019, resolution 1214.',
    ],
    [
      { kind: 'sheriff', authority: 'other', acceptedOn: '2019-03-26', resolutionNumber: null },
      'A gift is the county’s only when it has been accepted. This one was accepted by the body its gift policy names on 26 Mar 2019.',
    ],
    [
      { kind: 'other', authority: 'chief', acceptedOn: '2019-12-01', resolutionNumber: null },
      'A gift is the department’s only when it has been accepted. This one was accepted by its chief on 1 Dec 2019.',
    ],
  ] as const)('says whose the gift is and by whom it was accepted', (acceptance, sentence) => {
    expect(acceptanceSentence(acceptance)).toBe(sentence);
  });
});
