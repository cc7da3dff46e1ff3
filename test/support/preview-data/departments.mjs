import { kinds, owners, states, zones } from './frame.mjs';

const entry = (day, title, note, by, sign, more = {}) => ({ day, title, note, by, ...sign, ...more });
const sign = (life, state) => ({ life, state });

export const department = {
  section: 'departments',
  now: '2019-05-07T14:05:00Z',
  zone: 'America/Chicago',
  department: { id: 'd1', name: 'Pittsburg Police Department', ori: 'KS0190100', kind: 'municipal_police', city: 'Pittsburg', county: 'Crawford', state: 'KS', timeZone: 'America/Chicago', timeZoneSource: 'exact', populationServed: 20233, swornOfficers: 48, shipTo: '201 N Pine St, Pittsburg, KS 66762', giftPolicy: { limitCents: 15000, acceptor: 'council' } },
  pitchId: 'p1',
  tabs: { content: 4, rewards: 2, mail: 17 },
  partnership: { id: 'a1', state: 'announced', activeOn: '2019-03-12', announcedOn: '2019-04-22', endsOn: '2020-02-28', daysLeft: 297, publicHref: '/transparency/pittsburg-police-ks', referralUrl: 'hallam.example/r/pittsburgpdks', qrHref: '/r/pittsburgpdks/qr.svg', keyword: 'PITTSBURGPD',
    agreement: { words: 'Signed 28 Feb 2019 by Chief R. Alder and M. Ortiz', sha256: '9c41aa77f0c2d9e1b07e' }, terms: { version: 1, words: '20 qualifying downloads earn 1 device, FMV $200' } },
  progress: { done: 13, of: 20, nextOrdinal: 3, qualifying: 53, events: 61, note: 'At this pace the next device comes around 17 May.' },
  days: [
    { days: 12, kind: 'quiet', from: '2019-02-28', name: 'Green lit' },
    { days: 41, kind: 'undisclosed', from: '2019-03-12', name: 'Active' },
    { days: 15, kind: 'public', from: '2019-04-22', name: 'Announced' },
  ],
  timeline: [
    { label: 'May 2019', entries: [entry('2019-05-03', 'Call with Lt. Whitcomb, 12 min', 'Wants a Spanish version of the May post. Asked whether device 2 may go to the library.', 'MO', { icon: 'phone' }, { private: true })] },
    { label: 'April 2019', entries: [
      entry('2019-04-24', 'Correction applied to the release', 'Capital letters in the app’s name, asked by communications. The public page carries the note.', 'D. Whitcomb', sign('review', 'corrected')),
      entry('2019-04-22', 'Announced, 10:00 CDT', 'Release published with the disclosure, text e2b7…90ac. 53 days after the green light.', 'D. Whitcomb', sign('review', 'released'), { big: true }),
      entry('2019-04-20', 'Device 2 earned and offered', '40th qualifying download. FMV $200, not accepted yet.', '', sign('reward', 'offered')),
      entry('2019-04-17', 'Release approved', 'Communications and legal. One change refused by the department: the chief’s quote stands.', '2 of 2 steps', sign('review', 'approved')),
      entry('2019-04-02', 'Device 1 delivered', 'SKU HD2, serial HD2-40817. Receipt confirmed 16 April.', '', sign('reward', 'delivered')),
    ] },
    { label: 'March 2019', entries: [
      entry('2019-03-26', 'Council accepted device 1', 'Resolution 1214', 'City clerk', sign('reward', 'accepted')),
      entry('2019-03-13', 'Device 1 earned and offered', '20th qualifying download, one day after activation', '', sign('reward', 'offered')),
      entry('2019-03-12', 'Active', 'Link and keyword live. Reminder to highlight the link sent once.', 'MO', sign('partnership', 'active'), { big: true }),
    ] },
    { label: 'Before', entries: [
      entry('2019-02-28', 'Green light', 'Council item 19-031. Agreement, link, keyword and the announcement kit made in one step.', 'MO', sign('pitch', 'green_lit'), { big: true }),
      entry('2018-12-10', 'Pitched: 15 % device discount, 1 device per 20 downloads', 'A $50 code for officers was refused: incentives go to departments, never to a person.', 'MO', sign('pitch', 'pitched')),
    ] },
  ],
  show: 'everything',
  nextStep: { title: 'Ask whether device 2 is accepted', note: 'Needs an acceptance authority. Above $150 the city wants a resolution number.', day: '2019-05-10', ownerName: 'Mara Ortiz', ownerMe: true, href: '/pitches/p1', taskId: 't1', pitchId: 'p1' },
  contacts: [
    { id: 'c1', name: 'Ruth Alder', role: 'chief', note: 'signs' },
    { id: 'c2', name: 'Lt. Dana Whitcomb', role: 'pio', note: 'signed in 3 May' },
    { id: 'c3', name: 'Glen Hatcher', role: 'records_officer', note: 'signed in 24 Apr' },
    { id: 'c4', name: 'Lorraine Cho', role: 'city_attorney' },
  ],
  content: [
    { id: 'x1', title: 'Release: announcement', state: 'corrected', note: 'Corrected 24 Apr', href: '#' },
    { id: 'x2', title: 'Facebook post, April', state: 'released', note: '22 Apr', href: '#' },
    { id: 'x3', title: 'Post kit, May', state: 'approved', note: 'goes out 22 May', href: '#' },
    { id: 'x4', title: 'Text for the city newsletter', state: 'in_review', note: 'legal, 1 d', href: '#' },
  ],
  rewards: [{ ordinal: 1, state: 'delivered', fmvCents: 20000, href: '#' }, { ordinal: 2, state: 'offered', fmvCents: 20000, href: '#' }],
  promisedCents: 40000,
  dates: { canActivate: false, canAnnounce: true, canEnd: true },
  values: {},
}; // prettier-ignore

export const departmentNew = {
  section: 'departments',
  now: '2019-04-15T19:20:00Z',
  zone: 'America/Chicago',
  department: {
    id: 'd9',
    name: 'Wexley Police Department',
    kind: 'municipal_police',
    county: 'Hardin',
    state: 'OH',
    timeZone: 'America/New_York',
    timeZoneSource: 'assumed',
  },
  tabs: {},
  timeline: [],
  contacts: [],
  content: [],
  rewards: [],
  days: [],
  dates: {},
};

export const departmentEdit = {
  section: 'departments',
  department: { id: 'd9', name: 'Wexley Police Department', timeZoneSource: 'assumed' },
  kinds,
  states,
  zones,
  values: {
    name: 'Wexley Police Department',
    kind: 'municipal_police',
    state: 'OH',
    county: 'Hardin',
    ori: 'OH99',
  },
  errors: { ori: 'An ORI has 9 letters and digits, such as KS0190100. Check the last ones.' },
  formError: null,
};

export const pitch = {
  section: 'pitches',
  pitch: { id: 'p1', stage: 'in_discussion', departmentId: 'd2', departmentName: 'Alder Falls Police Department', place: 'Alder Falls, Craig County, Oklahoma', ori: 'OK0180200', kind: 'municipal_police', ownerId: 'o1', ownerName: 'Mara Ortiz', openedOn: '2019-02-04', days: 18, stale: false },
  offer: { downloadsPerDevice: 20, deviceSku: 'HD2', deviceFmvCents: 20000, deviceDiscountPercent: 15 },
  stages: [
    { stage: 'in_discussion', enteredOn: '2019-03-28', days: 18, by: 'Mara Ortiz', note: 'The chief wants the council to see it.' },
    { stage: 'pitched', enteredOn: '2019-03-11', leftOn: '2019-03-28', days: 17, by: 'Mara Ortiz' },
    { stage: 'contacted', enteredOn: '2019-02-12', leftOn: '2019-03-11', days: 27, by: 'Mara Ortiz' },
    { stage: 'prospect', enteredOn: '2019-02-04', leftOn: '2019-02-12', days: 8, by: 'Tom Beck' },
  ],
  activities: [
    { label: 'April 2019', entries: [{ day: '2019-04-10', icon: 'phone', title: 'Call with the city clerk', note: 'The item number comes with the agenda on Monday.', by: 'MO' }, { day: '2019-04-02', icon: 'note', title: 'The chief retires in June', note: 'His deputy is for it.', by: 'MO', private: true }] },
    { label: 'March 2019', entries: [{ day: '2019-03-28', icon: 'users', title: 'Meeting with the chief and the PIO', note: 'Went through the terms. They want devices for the library.', by: 'MO' }, { day: '2019-03-11', icon: 'mail', title: 'Offer mailed', note: '1 device per 20 downloads, 15 % discount for residents.', by: 'MO' }] },
  ],
  tasks: [{ id: 't1', title: 'Council item number for the green light', dueOn: '2019-04-15', ownerName: 'Mara Ortiz' }, { id: 't2', title: 'Send the agreement', dueOn: '2019-04-12', ownerName: 'Mara Ortiz', done: true }],
  contacts: [{ id: 'c1', name: 'Walt Embry', role: 'chief', phone: '918-555-0117' }, { id: 'c2', name: 'Sgt. Inez Duran', role: 'pio', email: 'iduran@alderfalls.example' }],
  oversightOrdinance: { name: 'Alder Falls Ordinance 2018-44' },
  missing: ['Confirmed time zone'],
  owners,
  values: {},
}; // prettier-ignore

export const pitchNew = {
  section: 'pitches',
  department: { id: 'd9', name: 'Wexley Police Department', place: 'Hardin County, Ohio' },
  owners,
  values: { ownerId: 'o1' },
  errors: { 'offer.recipient': 'Incentives go to the department, never to a person. Choose the department.' },
  formError: 'An offer for individual officers is refused.',
};
export const pitchFind = { section: 'pitches', query: 'pittsburg', matches: [
  { id: '1', name: 'Pittsburg Police Department', place: 'Crawford County, Kansas', ori: 'KS0190100', note: 'partner since 2019' },
  { id: '2', name: 'Pittsburg State University Police', place: 'Crawford County, Kansas', ori: 'KS0190300' },
  { id: '3', name: 'Pittsburg Police Department', place: 'Contra Costa County, California', ori: 'CA0071000' },
  { id: '4', name: 'Pittsburg Police Department', place: 'Camp County, Texas', ori: 'TX0320100' },
] }; // prettier-ignore
export const greenLight = {
  section: 'pitches',
  pitch: {
    id: 'p1',
    stage: 'legal_review',
    departmentId: 'd1',
    departmentName: 'Pittsburg Police Department',
    place: 'Crawford County, Kansas',
  },
  missing: [],
  pio: { name: 'Lt. Dana Whitcomb', email: 'dwhitcomb@pittsburg.example' },
  linkPrefix: 'hallam.example/r/',
  values: {
    signedOn: '2019-02-28',
    endsOn: '2020-02-28',
    terms: { downloadsPerDevice: 20, deviceSku: 'HD2', deviceFmvCents: 20000, holdDays: 0 },
    alias: 'pittsburgpdks',
    keyword: 'STOP',
  },
  errors: { keyword: 'STOP belongs to the carriers. Choose another word.' },
  formError: null,
};
