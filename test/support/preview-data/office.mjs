import { zones } from './frame.mjs';

export const imports = { undoDays: 90, section: 'imports', imports: [
  { id: 'i1', fileName: 'agencies-2017.csv', state: 'applied', createdAt: '2018-11-02T15:00:00Z', byName: 'Mara Ortiz', counts: { rows: 23243, created: 23242, updated: 0, unchanged: 0, flagged: 1 } },
  { id: 'i2', fileName: 'kansas-zones.csv', state: 'reverted', createdAt: '2019-03-02T15:00:00Z', byName: 'Tom Beck', counts: { rows: 412, created: 0, updated: 398, unchanged: 14, flagged: 0 } },
] }; // prettier-ignore
export const importsEmpty = { undoDays: 90, section: 'imports', imports: [] };
export const importPreview = { section: 'imports', wouldBe: true, import: { id: 'i1', fileName: 'agencies-2017.csv', source: 'National agency list 2017', state: 'previewed', createdAt: '2019-04-15T15:00:00Z', byName: 'Mara Ortiz', counts: { rows: 23243, created: 23242, updated: 0, unchanged: 0, flagged: 1 } },
  flagged: [{ line: 8114, code: 'name_missing', message: 'The name is empty. Fill it in the file and check it again.' }],
  examples: { created: [{ name: 'Pittsburg Police Department', place: 'Crawford County, Kansas · KS0190100' }, { name: 'Pittsburg Police Department', place: 'Contra Costa County, California · CA0071000' }], updated: [] },
  mapping: [{ column: 'ORI', field: 'ori' }, { column: 'AGENCY NAME', field: 'name' }, { column: 'AGENCY TYPE', field: 'kind' }, { column: 'NIBRS', field: null }] }; // prettier-ignore
export const importRunning = {
  ...importPreview,
  import: { ...importPreview.import, state: 'applying', progress: { done: 14500, total: 23242 } },
  mapping: [],
  examples: { created: [], updated: [] },
};

const mailRow = (toName, toAddress, subject, topic, state, departmentName, reason) => ({
  id: subject,
  toName,
  toAddress,
  subject,
  topic,
  state,
  departmentName,
  reason,
  createdAt: '2019-04-12T15:00:00Z',
  sentAt: '2019-04-12T15:00:05Z',
});
export const mail = { section: 'mail', heldCount: 2, heldWhy: 'No SMTP server is set, so mail is kept and shown here.', canRelease: false, filter: {}, shown: 4,
  states: [{ state: 'sent', count: 214 }, { state: 'held', count: 2 }, { state: 'bounced', count: 1 }],
  topics: [{ value: 'kit', label: 'Kit' }, { value: 'reminder', label: 'Reminder' }],
  emails: [
    mailRow('Lt. Dana Whitcomb', 'dwhitcomb@pittsburg.example', 'Your announcement kit, and a link to sign in', 'kit', 'sent', 'Pittsburg Police Department'),
    mailRow('Sheriff Otto Lang', 'sheriff@hollis.example', 'Partnership with Hallam', 'pitch', 'bounced', 'Hollis County Sheriff', 'No such mailbox'),
    mailRow(null, 'records@stillhouse.example', 'First mail', 'pitch', 'held', 'Stillhouse Police'),
    mailRow('Jo Lindqvist', 'jo@hallam.example', 'A text waits for you, due Wed 17 Apr 17:00 CDT', 'review', 'sent', null),
  ] }; // prettier-ignore
export const mailOne = { section: 'mail', email: { id: 'm1', state: 'sent', topic: 'reminder', subject: 'Time to repost your link', toName: 'Lt. Dana Whitcomb', toAddress: 'dwhitcomb@pittsburg.example', fromAddress: 'liaison@hallam.example', departmentId: 'd1', departmentName: 'Pittsburg Police Department', createdAt: '2019-04-12T15:00:00Z', sentAt: '2019-04-12T15:00:05Z', attempts: 1, messageId: '<019a2b@hallam.example>', rawHref: '#' },
  text: 'Lt. Whitcomb,\n\nthis month’s post is ready: text, image and link. Copy it from your page, or tell us that you have posted it already.\n\nThe Pittsburg Police Department earns one $200 device per 20 downloads of the app through this link.\n\nHallam, 12 Quay Street, Duluth, MN 55802\nStop these reminders: https://hallam.example/u/abc', history: [{ at: '2019-04-12T15:00:00Z', state: 'queued' }, { at: '2019-04-12T15:00:05Z', state: 'sent', note: '250 accepted' }], can: {} }; // prettier-ignore

const ways = [
  ['prospect', 118],
  ['contacted', 97],
  ['pitched', 71],
  ['in_discussion', 44],
  ['legal_review', 31],
  ['green_lit', 22],
];
export const reports = { section: 'reports', path: '/reports', range: { from: '2018-12-01', to: '2019-04-15', unit: 'month' }, kept: '', owners: [], tabs: [{ label: 'Pipeline', href: '#', here: true }, { label: 'People', href: '#' }, { label: 'Partners', href: '#' }], ranges: [{ label: '12 months', href: '#', here: true }],
  funnel: { rows: ways.map(([stage, reached], i) => ({ stage, reached, ofOpened: reached / 118, ofBefore: i ? reached / ways[i - 1][1] : null })), opened: 118, won: 22, open: 61, conversion: 22 / 57, table: { columns: [], rows: [] } },
  cohorts: { columns: [['Dec 18', 6, 4, 20], ['Jan 19', 9, 11, 9], ['Feb 19', 5, 17, 4], ['Mar 19', 2, 16, 2], ['Apr 19', 0, 13, 0]].map(([label, won, open, lost]) => ({ label, parts: [{ kind: 'accent', name: 'won', value: won }, { kind: 'plain', name: 'still open', value: open }, { kind: 'pale', name: 'declined or dormant', value: lost }] })), table: { columns: [], rows: [] } },
  days: { rows: [['prospect', 5, 21], ['contacted', 9, 30], ['pitched', 12, 41], ['in_discussion', 16, 55], ['legal_review', 19, 48]].map(([stage, median, p90]) => ({ stage, median, p90, stays: 40 })), most: 55, table: { columns: [], rows: [] } },
  reasons: { endings: [{ title: 'Declined', total: 9, bars: [{ label: 'Their attorney objected', value: 6 }, { label: 'No interest', value: 3 }] }], any: true, table: { columns: [], rows: [] } },
  forecast: { rows: ways.map(([stage, devices], i) => ({ stage, devices, pitches: 7 - i, cents: devices * 20000, ended: 60 - 8 * i, conversion: 0.2 + 0.14 * i, expectedDevices: Math.round(devices * (0.2 + 0.14 * i)), expectedCents: Math.round(devices * 20000 * (0.2 + 0.14 * i)) })), most: 118, total: { pitches: 27, devices: 383, cents: 7660000, expectedDevices: 161, expectedCents: 3220000 }, table: { columns: [], rows: [] } } }; // prettier-ignore

const event = (seq, type, summary, actorName, departmentName, more = {}) => ({
  id: String(seq),
  seq,
  recordedAt: `2019-04-15T${String(10 + (seq % 10)).padStart(2, '0')}:02:00Z`,
  actorName,
  type,
  summary,
  departmentId: departmentName ? 'd1' : null,
  departmentName,
  leafHash: `${seq}ab75c1e08d4a93f90ac`,
  visibility: 'shared',
  ...more,
});
export const audit = { section: 'audit', seal: { size: 18204, rootHash: '8f1c40b200000000000077e522d0', sealedAt: '2019-04-15T19:00:00Z' }, filter: {}, types: [{ value: 'pitch', label: 'Pitches' }], shown: 4, nextHref: '#',
  events: [event(18211, 'proposal.made', 'Proposed 4 changes to the announcement release', 'Ellen Voss', 'Pittsburg Police Department'), event(18210, 'pitch.moved', 'Moved to in discussion', 'Tom Beck', 'Dunmore Heights Police', { visibility: 'vendor' }), event(18209, 'download.decided', 'Counted 11 downloads, 1 reinstall', 'Liaison', 'Gannet Cove Police'), event(18208, 'partnership.active_day_set', 'Active day set', 'Mara Ortiz', 'Ardmore Flats Police', { occurredOn: '2019-04-10' })] }; // prettier-ignore

export const settings = {
  section: 'settings',
  organisation: {
    version: 3,
    isPlaceholder: true,
    updatedAt: '2019-04-01T15:00:00Z',
    updatedByName: 'Ada Quinn',
  },
  zones,
  canWrite: true,
  values: {
    legalName: 'Hallam, Inc.',
    productName: 'Hallam',
    postalAddress: '12 Quay Street\nDuluth, MN 55802',
    timeZone: 'America/Chicago',
    textNumber: '555-0120',
    pressContact: { name: 'Ellen Voss', email: 'press@hallam.example', phone: '218-555-0103' },
    boilerplate: 'Hallam makes doorbells and an app for neighbors. More at hallam.example.',
  },
};
export const people = { section: 'settings', canWrite: true, groups: [{ key: 'communications', name: 'Communications' }, { key: 'legal', name: 'Legal' }], roles: [{ value: 'rep', label: 'Partnership rep' }, { value: 'reviewer', label: 'Reviewer' }],
  people: [
    { id: '1', name: 'Ada Quinn', email: 'ada@hallam.example', me: true, lastSignInAt: '2019-04-15T13:00:00Z', memberships: [{ id: 'm', role: 'admin', groups: [] }] },
    { id: '2', name: 'Ellen Voss', email: 'ellen@hallam.example', lastSignInAt: '2019-04-15T12:00:00Z', memberships: [{ id: 'm', role: 'reviewer', groups: ['communications'] }] },
    { id: '3', name: 'Sam Okafor', email: 'sam@hallam.example', memberships: [{ id: 'm', role: 'reviewer', groups: ['legal'] }] },
    { id: '4', name: 'Lt. Dana Whitcomb', email: 'dwhitcomb@pittsburg.example', lastSignInAt: '2019-04-11T12:00:00Z', memberships: [{ id: 'm', role: 'pio', departmentName: 'Pittsburg Police Department', groups: [] }] },
    { id: '5', name: 'Rhea Moss', email: 'rhea@hallam.example', disabledAt: '2019-02-01T12:00:00Z', memberships: [{ id: 'm', role: 'fulfilment', groups: [] }] },
  ],
  invitations: [{ id: 'n1', email: 'jo@hallam.example', role: 'reviewer', expiresAt: '2019-04-22T12:00:00Z' }] }; // prettier-ignore
export const search = { section: 'search', q: 'pitts', groups: [
  { title: 'Departments', hits: [
    { name: 'Pittsburg Police Department', note: 'Crawford Co., Kansas · KS0190100', href: '#', life: 'pitch', state: 'green_lit' },
    { name: 'Pittsburg State University Police', note: 'Crawford Co., Kansas · KS0190300', href: '#', life: 'pitch', state: 'prospect' },
    { name: 'Pittsburg Police Department', note: 'Contra Costa Co., California · no pitch', href: '#' },
    { name: 'Pittsburg Police Department', note: 'Camp Co., Texas · no pitch', href: '#' },
  ] },
  { title: 'Drafts', hits: [{ name: 'Pittsburg police join a neighborhood app', note: 'Release, revision 2', href: '#', life: 'review', state: 'in_review' }] },
  { title: 'Custom fields', hits: [{ name: 'Frontenac Police Department', note: 'Crawford, KS', href: '#', icon: 'building-community', matched: { field: 'Shares dispatch with', value: 'Pittsburg and Crawford County' } }] },
] }; // prettier-ignore
