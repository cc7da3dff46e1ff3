import { readCsvDownload } from './csv-download.js';

const row = {
  provider: 'branch',
  external_id: 'e1',
  kind: 'INSTALL',
  alias: 'Oak-PD',
  occurred_at: '2019-03-12T18:00:00Z',
};

describe('a row of a reconciliation file', () => {
  it('is a download, in either spelling of its columns', () => {
    const download = readCsvDownload(row);
    expect(download).toEqual({
      provider: 'branch',
      externalId: 'e1',
      kind: 'install',
      alias: 'oak-pd',
      os: null,
      existingUser: false,
      testDevice: false,
      occurredAt: new Date('2019-03-12T18:00:00Z'),
    });
    expect(
      readCsvDownload({
        provider: 'Branch',
        externalId: 'e1',
        alias: 'oak-pd',
        occurredAt: '2019-03-12T13:00:00-05:00',
        ip: '203.0.113.7',
      }),
    ).toEqual(download);
  });

  it.each([
    ['unknown_provider', { provider: 'acme' }],
    ['missing_external_id', { external_id: ' ' }],
    ['unknown_kind', { kind: 'purchase' }],
    ['bad_instant', { occurred_at: '2019-03-12 18:00' }],
    ['bad_instant', { occurred_at: 'yesterday Z' }],
  ])('says %s', (code, change) => expect(readCsvDownload({ ...row, ...change })).toMatchObject({ code }));
});
