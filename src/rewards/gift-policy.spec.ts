import { acceptanceFault } from './gift-policy.js';
import type { AcceptanceFault, Authority, GiftPolicy } from './gift-policy.js';

describe('accepting a gift', () => {
  it.each<[string, GiftPolicy | null, Authority, string | undefined, AcceptanceFault | null]>([
    ['council accepts with a resolution', { acceptor: 'council' }, 'council', '2019-14', null],
    [
      'council without a limit needs a resolution',
      { acceptor: 'council' },
      'council',
      undefined,
      'resolution_required',
    ],
    ['a blank resolution is none', { acceptor: 'council' }, 'council', '  ', 'resolution_required'],
    [
      'a chief may not stand in for the council',
      { acceptor: 'council' },
      'chief',
      '2019-14',
      'authority_mismatch',
    ],
    [
      'within the limit the chief is enough',
      { acceptor: 'chief', limitCents: 20_000 },
      'chief',
      undefined,
      null,
    ],
    [
      'one cent above it is not',
      { acceptor: 'chief', limitCents: 19_999 },
      'chief',
      undefined,
      'resolution_required',
    ],
    [
      'a limit of nothing always asks',
      { acceptor: 'chief', limitCents: 0 },
      'chief',
      undefined,
      'resolution_required',
    ],
    ['no policy at all asks for a resolution', null, 'manager', undefined, 'resolution_required'],
    ['no policy takes any authority', null, 'manager', 'R-1', null],
  ])('%s', (_, policy, authority, resolutionNumber, fault) => {
    expect(acceptanceFault(policy, 20_000, { authority, resolutionNumber })).toBe(fault);
  });
});
