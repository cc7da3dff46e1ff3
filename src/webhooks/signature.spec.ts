import { Config } from '../platform/config/config.js';
import { SecretKey } from '../platform/secret-key.js';
import { signature, signatureHeaders } from './signature.js';
import { SigningSecrets } from './signing-secrets.js';

const keyed = (secretKey: string) => new SigningSecrets(new SecretKey(new Config({ SECRET_KEY: secretKey })));

describe('signing a message', () => {
  it('agrees with the vector of Standard Webhooks', () => {
    expect(
      signature(
        'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        'msg_p5jXN8AQM9LWM0D4loKWxJek',
        1614265330,
        '{"test": 2432232314}',
      ),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('makes a secret of 32 bytes from salt, subscription and the installation’s key, the same every time', () => {
    const secrets = keyed('a-test-key-of-at-least-32-characters');
    const salt = secrets.newSalt();
    const secret = secrets.of('one', salt);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(secrets.of('one', salt)).toBe(secret);
    expect(new Set([secret, secrets.of('two', salt), secrets.of('one', secrets.newSalt())]).size).toBe(3);
    expect(keyed('another-key-of-at-least-32-characters').of('one', salt)).not.toBe(secret);
  });

  it('signs with the secret before as well until its time is over, and then no more', () => {
    const secrets = keyed('a-test-key-of-at-least-32-characters');
    const until = new Date('2019-03-01T15:00:00Z');
    const salts = { id: 'one', salt: 'new', previousSalt: 'old', previousUntil: until };
    const before = secrets.at(new Date(until.getTime() - 1), salts);
    expect(before).toEqual([secrets.of('one', 'new'), secrets.of('one', 'old')]);
    expect(secrets.at(until, salts)).toEqual([secrets.of('one', 'new')]);
    expect(signatureHeaders(before, 'id', 7, '{}')).toEqual({
      'webhook-id': 'id',
      'webhook-timestamp': '7',
      'webhook-signature': before.map((secret) => signature(secret, 'id', 7, '{}')).join(' '),
    });
  });
});
