import { lookedFor, mayBeLifted, scopeWords, suppressedWords } from './suppression-words.js';

describe('an entry of the suppression list', () => {
  it('says which mails do not come, and why', () => {
    expect(scopeWords({ address: 'a@pd.example', topic: 'reminders' })).toBe('monthly reminders');
    expect(scopeWords({ address: '@pd.example', topic: '*' })).toBe('any mail, at any address of the domain');
    expect(suppressedWords({ address: 'a@pd.example', reason: 'bounced' })).toBe('A mail came back');
    expect(suppressedWords({ address: '@pd.example', reason: 'bounced' })).toBe('The domain takes no mail');
  });

  it('may be lifted by us unless its reader said so', () => {
    const reasons = ['bounced', 'by_hand', 'unsubscribed', 'complaint'] as const;
    expect(reasons.filter((reason) => mayBeLifted({ reason }))).toEqual(['bounced', 'by_hand']);
  });

  it.each([
    [' Dana@PD.example ', { addresses: ['dana@pd.example', '@pd.example'] }],
    ['"a@b"@pd.example', { addresses: ['"a@b"@pd.example', '@pd.example'] }],
    ['PD.example', { domain: '@pd.example' }],
    ['@pd.example', { domain: '@pd.example' }],
    ['  ', null],
    [undefined, null],
  ])('is looked for by %j', (q, found) => {
    expect(lookedFor(q)).toEqual(found);
  });
});
