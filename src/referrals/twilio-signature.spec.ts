import { isSignedByTwilio, twilioSignature } from './twilio-signature.js';

// The vector of Twilio's own documentation.
const ADDRESS = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const TOKEN = '12345';
const FORM = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+12349013030',
  Digits: '1234',
  From: '+12349013030',
  To: '+18005551212',
};
const SIGNATURE = '0/KCTR6DLpKmkAf8muzZqo1nDgQ=';
const signed = (given: unknown, address = ADDRESS, form: Record<string, unknown> = FORM) =>
  isSignedByTwilio(given, TOKEN, address, form);

describe('Twilio’s signature', () => {
  it('is the one of its documentation', () => {
    expect(twilioSignature(TOKEN, ADDRESS, FORM)).toBe(SIGNATURE);
    expect(twilioSignature(TOKEN, ADDRESS, Object.fromEntries(Object.entries(FORM).reverse()))).toBe(
      SIGNATURE,
    );
    expect(signed(SIGNATURE)).toBe(true);
  });

  it('holds for nothing else', () => {
    for (const given of [
      undefined,
      '',
      SIGNATURE.slice(1),
      `${SIGNATURE}=`,
      SIGNATURE.toLowerCase(),
      [SIGNATURE],
    ])
      expect(signed(given)).toBe(false);
    expect(signed(SIGNATURE, `${ADDRESS}3`)).toBe(false);
    expect(signed(SIGNATURE, ADDRESS, { ...FORM, Digits: '1235' })).toBe(false);
    expect(signed(SIGNATURE, ADDRESS, { ...FORM, More: '' })).toBe(false);
    expect(isSignedByTwilio(SIGNATURE, '12346', ADDRESS, FORM)).toBe(false);
    expect(signed(SIGNATURE, ADDRESS, { ...FORM, Digits: { a: 1 } })).toBe(false);
  });

  it('may count the port, or not', () => {
    const withPort = 'https://mycompany.com:443/myapp.php?foo=1&bar=2';
    expect(signed(SIGNATURE, withPort)).toBe(true);
    expect(signed(twilioSignature(TOKEN, withPort, FORM))).toBe(true);
    expect(signed(twilioSignature(TOKEN, withPort.replace('443', '8443'), FORM))).toBe(false);
  });

  it('counts a name that came twice once for each value', () => {
    const form = { ...FORM, MediaUrl: ['b', 'a', 'b'] };
    const given = twilioSignature(TOKEN, ADDRESS, form);
    expect(given).toBe(twilioSignature(TOKEN, ADDRESS, { ...FORM, MediaUrl: ['a', 'b'] }));
    expect(given).not.toBe(SIGNATURE);
  });
});
