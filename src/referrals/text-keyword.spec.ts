import { readText } from './text-keyword.js';

describe('the first word of a text', () => {
  it.each([
    'FALLSPD',
    ' fallspd ',
    'FallsPD please',
    '“FALLSPD”',
    'FALLSPD.',
    'fallspd\nthanks',
    '\tFALLSPD\u00a0now',
  ])('%j is the keyword', (body) => expect(readText(body)).toEqual({ kind: 'keyword', keyword: 'FALLSPD' }));

  it.each(['HELP', 'help me', 'Info'])('%j asks for help', (body) =>
    expect(readText(body)).toEqual({ kind: 'help' }),
  );

  it.each([
    'STOP',
    'stop.',
    'Unsubscribe',
    'END',
    'QUIT',
    'STOPALL',
    'revoke',
    'OPTOUT',
    'CANCEL',
    'START',
    'YES',
    'UNSTOP',
  ])('%j is the carrier’s', (body) => expect(readText(body)).toEqual({ kind: 'carrier' }));

  it.each(['', '  ', 'PD', '👋', 'поліція', 'A'.repeat(21), undefined, null, ['FALLSPD'], 7])(
    '%j is nothing we know',
    (body) => expect(readText(body)).toEqual({ kind: 'unknown' }),
  );
});
