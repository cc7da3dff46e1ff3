import { attribute, type ReportedDownload, type Window } from './attribution.js';

const window: Window = {
  id: 'p1',
  departmentId: 'd1',
  signedOn: '2019-02-28',
  activeOn: '2019-03-12',
  endsOn: '2020-02-28',
  endedOn: null,
  timeZone: 'America/Chicago',
  terms: [
    { id: 't1', version: 1, fromDate: '2019-02-28' },
    { id: 't2', version: 2, fromDate: '2019-10-01' },
  ],
};
const install: ReportedDownload = {
  kind: 'install',
  alias: 'pittsburgpdks',
  occurredAt: new Date('2019-03-20T18:00:00Z'),
  existingUser: false,
  testDevice: false,
  reversal: null,
};
const decide = (change: Partial<ReportedDownload>, windowChange: Partial<Window> = {}) =>
  attribute({ ...install, ...change }, 'd1', [{ ...window, ...windowChange }]).disposition;
const at = (iso: string) => ({ occurredAt: new Date(iso) });

describe('the rule that decides a download', () => {
  it.each<[string, Partial<ReportedDownload>, string]>([
    ['an install while active', {}, 'qualifying'],
    ['a reinstall', { kind: 'reinstall' }, 'reinstall'],
    ['an open', { kind: 'open' }, 'not_install'],
    ['any other event', { kind: 'other' }, 'not_install'],
    ['a second install of a known user', { existingUser: true }, 'existing_user'],
    ['a test device', { testDevice: true }, 'test_device'],
    ['reported as fraud', { reversal: 'fraud' }, 'fraud'],
    ['reported as the same install under a second id', { reversal: 'duplicate' }, 'duplicate'],
    ['reported for its speed', { reversal: 'velocity' }, 'velocity'],
  ])('%s', (_name, change, disposition) => expect(decide(change)).toBe(disposition));

  it.each<[string, string, string]>([
    ['the last second before the active day, in Kansas', '2019-03-12T04:59:59.999Z', 'before_activation'],
    ['the first instant of the active day, in Kansas', '2019-03-12T05:00:00Z', 'qualifying'],
    ['half past eleven at night on 22 April is still 22 April', '2019-04-23T04:30:00Z', 'qualifying'],
    ['the last second of the last day', '2020-02-29T05:59:59.999Z', 'qualifying'],
    ['the first instant after the last day', '2020-02-29T06:00:00Z', 'after_end'],
  ])('%s', (_name, iso, disposition) => expect(decide(at(iso))).toBe(disposition));

  it('counts on the local day', () => {
    expect(attribute({ ...install, ...at('2019-04-23T04:30:00Z') }, 'd1', [window]).occurredOn).toBe(
      '2019-04-22',
    );
  });

  it('knows nothing as active before the date was entered, and ends at the entered end', () => {
    expect(decide({}, { activeOn: null })).toBe('before_activation');
    expect(decide(at('2019-06-02T12:00:00Z'), { endedOn: '2019-06-01' })).toBe('after_end');
    expect(decide(at('2019-06-01T12:00:00Z'), { endedOn: '2019-06-01' })).toBe('qualifying');
  });

  describe('precedence, when more than one reason holds', () => {
    it.each<[string, Partial<ReportedDownload>, string]>([
      [
        'a report stands above all',
        { reversal: 'fraud', kind: 'open', ...at('2018-01-01T00:00:00Z') },
        'fraud',
      ],
      [
        'the window comes before the kind',
        { kind: 'open', ...at('2018-01-01T00:00:00Z') },
        'before_activation',
      ],
      ['the end comes before the kind', { kind: 'reinstall', ...at('2021-01-01T00:00:00Z') }, 'after_end'],
      ['the kind comes before the user', { kind: 'reinstall', existingUser: true }, 'reinstall'],
      ['an open by a known user is no install', { kind: 'open', existingUser: true }, 'not_install'],
      ['the user comes before the device', { existingUser: true, testDevice: true }, 'existing_user'],
    ])('%s', (_name, change, disposition) => expect(decide(change)).toBe(disposition));
  });

  it('leaves an unknown code to nobody, whatever else is known', () => {
    expect(attribute({ ...install, kind: 'open' }, undefined, [])).toEqual({
      disposition: 'unknown_code',
      departmentId: null,
      partnershipId: null,
      termsVersionId: null,
      matchedAlias: null,
      occurredOn: null,
    });
    expect(attribute({ ...install, reversal: 'fraud' }, undefined, []).disposition).toBe('fraud');
  });

  it('names partnership, terms in force on that local day, and the link that matched', () => {
    expect(attribute(install, 'd1', [window])).toMatchObject({
      partnershipId: 'p1',
      termsVersionId: 't1',
      matchedAlias: 'pittsburgpdks',
    });
    // 1 October begins in Kansas at 05:00 UTC.
    expect(attribute({ ...install, ...at('2019-10-01T04:59:00Z') }, 'd1', [window]).termsVersionId).toBe(
      't1',
    );
    expect(attribute({ ...install, ...at('2019-10-01T05:00:00Z') }, 'd1', [window]).termsVersionId).toBe(
      't2',
    );
  });

  describe('with an earlier and a later partnership of the same department', () => {
    const later: Window = {
      ...window,
      id: 'p2',
      signedOn: '2020-06-01',
      activeOn: '2020-07-01',
      endsOn: '2021-06-01',
    };
    it.each<[string, string, string, string]>([
      ['in the first', '2019-05-01T12:00:00Z', 'p1', 'qualifying'],
      ['in the gap: after the first', '2020-04-01T12:00:00Z', 'p1', 'after_end'],
      ['the later signed, not yet active', '2020-06-15T12:00:00Z', 'p2', 'before_activation'],
      ['in the later', '2020-07-01T12:00:00Z', 'p2', 'qualifying'],
      ['before both', '2018-01-01T12:00:00Z', 'p1', 'before_activation'],
    ])('%s', (_name, iso, partnershipId, disposition) => {
      for (const windows of [
        [window, later],
        [later, window],
      ])
        expect(attribute({ ...install, ...at(iso) }, 'd1', windows)).toMatchObject({
          partnershipId,
          disposition,
        });
    });

    it('gives a shared day to the one that runs', () => {
      const overlapping = { ...later, signedOn: '2020-02-01', activeOn: '2020-03-15' };
      expect(
        attribute({ ...install, ...at('2020-02-10T12:00:00Z') }, 'd1', [window, overlapping]),
      ).toMatchObject({
        partnershipId: 'p1',
        disposition: 'qualifying',
      });
    });
  });
});
