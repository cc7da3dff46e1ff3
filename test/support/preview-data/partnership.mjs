const terms = {
  version: 1,
  fromDate: '2019-02-28',
  form: 'device',
  downloadsPerDevice: 20,
  deviceSku: 'HD2',
  deviceFmvCents: 20000,
  holdDays: 0,
};
const department = {
  id: 'd1',
  name: 'Pittsburg Police Department',
  timeZone: 'America/Chicago',
  slug: 'pittsburg-police-ks',
};

export const partnership = {
  section: 'departments',
  partnership: { id: 'a1', departmentId: 'd1', state: 'active', signedOn: '2019-02-28', activeOn: '2019-03-12', endsOn: '2020-02-28', undisclosedDays: 34 },
  department,
  terms,
  termsVersions: [terms],
  agreements: [{ id: 'g1', sha256: '9c41aa77f0c2d9e1b07e', fileName: 'agreement.pdf', signatories: ['Ruth Alder', 'Mara Ortiz'], signedOn: '2019-02-28', endsOn: '2020-02-28', recordedAt: '2019-02-28T15:00:00Z' }],
  disclosure: 'The Pittsburg Police Department earns one $200 device per 20 downloads of the app through this link.',
  today: '2019-04-15',
  canWrite: true,
  values: {},
  errors: {},
}; // prettier-ignore

export const progress = {
  section: 'departments',
  partnershipId: 'a1',
  department,
  state: 'active',
  progress: { qualifying: 33, downloadsPerDevice: 20, earned: 1, issued: 1, deficit: 0, remainder: 13, valueCents: 20000, undisclosedDays: 34 },
  nextDevice: 2,
  missing: 7,
  reasons: [{ disposition: 'reinstall', count: 6 }, { disposition: 'not_install', count: 3 }],
  identity: { alias: 'pittsburgpdks', keyword: 'PITTSBURGPD', referralUrl: 'https://hallam.example/r/pittsburgpdks', qrUrl: '/r/pittsburgpdks/qr.svg' },
  reach: { clicks: 184, texts: 27, days: 30 },
}; // prettier-ignore

const row = (id, kind, alias, disposition) => ({
  id,
  provider: 'branch',
  externalId: `${id}88234c1e08d4a9`,
  kind,
  alias,
  disposition,
  occurredAt: '2019-04-14T15:00:00Z',
  decidedAt: '2019-04-14T15:00:01Z',
});
export const downloads = {
  section: 'departments',
  department,
  filter: { partnershipId: null, disposition: null },
  dispositions: ['qualifying', 'reinstall', 'unknown_code'],
  canCorrect: true,
  downloads: [row('a1', 'install', 'pittsburgpdks', 'qualifying'), row('a2', 'install', 'pittsburgpdk', 'unknown_code'), row('a3', 'reinstall', 'pittsburgpdks', 'reinstall')],
  nextCursor: 'x',
  rejectedId: 'a2',
  errors: { alias: 'No department holds this link.' },
  values: { alias: 'pittsburg' },
  formError: null,
}; // prettier-ignore
