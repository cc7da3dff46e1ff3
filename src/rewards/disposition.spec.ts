import { DISPOSITIONS, dispositionFault } from './disposition.js';

describe('what may be said to have become of a device', () => {
  it.each(DISPOSITIONS)('%s, without more', (disposition) => {
    expect(dispositionFault({ disposition })).toBeNull();
  });

  it.each([
    [{ disposition: 'installed', note: 'In the lobby' }, null],
    [{ disposition: 'given', givenTo: 'resident' }, null],
    [{ disposition: 'raffled', note: ' ' }, null],
    [{ disposition: 'given', note: 'To Mrs. Example' }, 'note_not_taken'],
    [{ disposition: 'raffled', note: 'Won by somebody' }, 'note_not_taken'],
    [{ disposition: 'destroyed', givenTo: 'school' }, 'given_to_not_taken'],
    [{ disposition: 'returned' }, 'return_instead'],
  ] as const)('%j: %s', (told, fault) => {
    expect(dispositionFault(told)).toBe(fault);
  });
});
