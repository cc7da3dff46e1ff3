import { disclosureSentence, dollars } from './disclosure.js';

const device = { form: 'device' as const, downloadsPerDevice: 20, creditCents: null, deviceFmvCents: 20_000 };

describe('the disclosure sentence', () => {
  it('says the device form', () => {
    expect(disclosureSentence('Pittsburg Police Department', device)).toBe(
      'The Pittsburg Police Department earns one $200 device per 20 downloads of the app through this link.',
    );
  });

  it('says the credit form', () => {
    expect(
      disclosureSentence('Pittsburg Police Department', { ...device, form: 'credit', creditCents: 1_000 }),
    ).toBe(
      'The Pittsburg Police Department earns a $10 credit toward a $200 device for each download of the app through this link.',
    );
    expect(
      disclosureSentence('Oak Police', {
        ...device,
        form: 'credit',
        creditCents: 800,
        deviceFmvCents: 8_000,
      }),
    ).toBe(
      'The Oak Police earns an $8 credit toward an $80 device for each download of the app through this link.',
    );
  });

  it('does not say "the" twice, and one download is not a plural', () => {
    expect(disclosureSentence('the Oak Police', { ...device, downloadsPerDevice: 1 })).toBe(
      'the Oak Police earns one $200 device per download of the app through this link.',
    );
  });
});

describe('dollars', () => {
  it.each([
    [20_000, '$200'],
    [19_999, '$199.99'],
    [123_456_700, '$1,234,567'],
    [5, '$0.05'],
    [0, '$0'],
  ])('%d cents', (cents, text) => {
    expect(dollars(cents)).toBe(text);
  });
});
