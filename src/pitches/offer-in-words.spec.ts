import { changesInWords, inWords } from './offer-in-words.js';

const OFFER = { deviceDiscountPercent: 15, downloadsPerDevice: 20, deviceSku: 'HD2', deviceFmvCents: 20_000 };

describe('an offer in words', () => {
  it('says what is given for what', () => {
    expect(inWords(OFFER)).toBe('15 % device discount, one $200 device per 20 downloads');
    expect(inWords({ ...OFFER, deviceDiscountPercent: null, downloadsPerDevice: 1 })).toBe(
      'one $200 device per download',
    );
  });

  it('says what the next one changed', () => {
    expect(
      changesInWords(OFFER, { ...OFFER, downloadsPerDevice: 15, deviceSku: 'HD3', deviceFmvCents: 24_950 }),
    ).toEqual(['downloads per device from 20 to 15', 'device from HD2 to HD3', 'value from $200 to $249.50']);
    expect(changesInWords(OFFER, { ...OFFER, deviceDiscountPercent: null })).toEqual([
      'the discount of 15 % dropped',
    ]);
    expect(changesInWords({ ...OFFER, deviceDiscountPercent: null }, OFFER)).toEqual([
      'a discount of 15 % added',
    ]);
    expect(changesInWords(OFFER, { ...OFFER, deviceDiscountPercent: 10 })).toEqual([
      'discount from 15 % to 10 %',
    ]);
  });

  it('says nothing when nothing changed; no discount and none of 0 % are the same', () => {
    expect(
      changesInWords({ ...OFFER, deviceDiscountPercent: 0 }, { ...OFFER, deviceDiscountPercent: null }),
    ).toEqual([]);
  });
});
