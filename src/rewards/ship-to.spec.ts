import { addressLines, hasAddress } from './ship-to.js';

describe('a ship-to address', () => {
  it.each([
    [
      {
        recipient: 'Pittsburg Police',
        attention: 'Property room',
        line1: '201 N Pine St',
        city: 'Pittsburg',
        state: 'KS',
        postalCode: '66762',
      },
      ['Pittsburg Police', 'Attention: Property room', '201 N Pine St', 'Pittsburg, KS 66762'],
    ],
    [{ name: 'Desk', street: '1 Main', zip: '00501' }, ['Desk', '1 Main', '00501']],
    [{ line1: ' ', city: 'Arma' }, ['Arma']],
  ])('%j becomes the lines of a label', (shipTo, lines) => {
    expect(addressLines(shipTo)).toEqual(lines);
  });

  it('is missing when nothing is written in it', () => {
    expect([hasAddress(null), hasAddress({ line1: ' ' }), hasAddress({ city: 'Arma' })]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
