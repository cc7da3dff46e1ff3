const p = (html) => `<p>${html}</p>`;
const block = (number, redlineHtml, cleanHtml, rest = {}) => ({
  number,
  redlineHtml: p(redlineHtml),
  cleanHtml: p(cleanHtml),
  ...rest,
});
const yes = (at) => ({ accept: true, by: 'D. Whitcomb', at });

const blocks = [
  { redlineHtml: '<h1>Pittsburg police join a neighborhood app</h1>', cleanHtml: '<h1>Pittsburg police join a neighborhood app</h1>' },
  block(1, 'PITTSBURG, Kan. (April 22, 2019) — The Pittsburg Police Department <del>is rolling out</del> <ins>has joined</ins> Hallam, a free app in which residents <del>share what their doorbell cameras record</del> <ins>choose what they share with their neighbors</ins>.', 'PITTSBURG, Kan. (April 22, 2019) — The Pittsburg Police Department has joined Hallam, a free app in which residents choose what they share with their neighbors.', { answer: yes('2019-04-16T13:41:00Z') }),
  block(2, 'Residents can get the app at hallam.example/r/pittsburgpdks or by texting PITTSBURGPD to 555-0120. <del>Officers may ask residents for recordings during an investigation.</del> <ins>The department can post alerts and read what residents make public.</ins>', 'Residents can get the app at hallam.example/r/pittsburgpdks.', { answer: yes('2019-04-16T13:41:00Z') }),
  block(3, 'The department will report downloads and devices to the City Commission <del>each month</del> <ins>once a year</ins>. The agreement and the record of every device are on the department’s public page.', 'The department will report downloads.', { answer: yes('2019-04-16T13:42:00Z') }),
  block(4, '“We did not want another <span class="is-commented"><del>surveillance</del></span> system. We wanted something residents choose, and the commission will see every device it brings us,” said Police Chief Ruth Alder.', '“We did not want another surveillance system.”', {
    answer: { accept: false, by: 'D. Whitcomb', at: '2019-04-16T13:46:00Z' }, warn: 'Inside a named person’s words',
    thread: [{ by: 'E. Voss', at: '2019-04-15T19:03:00Z', text: 'We avoid it in all releases.' }, { by: 'D. Whitcomb', at: '2019-04-16T13:46:00Z', text: 'That is how the chief said it. She wants the word.' }, { by: 'You', at: '2019-04-16T14:12:00Z', text: 'Her sentence, so it stays.' }] }),
  { locked: 'Made from terms v1, compared on save, submit, approve and release.', cleanHtml: p('Disclosure: The Pittsburg Police Department earns one $200 device per 20 downloads of the app through this link. Hallam reviewed this release before publication.') },
  { end: true, cleanHtml: p('###'), redlineHtml: p('###') },
]; // prettier-ignore

export const review = {
  section: 'reviews',
  now: '2019-04-16T14:20:00Z',
  zone: 'America/Chicago',
  review: { id: 'r1', state: 'pending', group: 'communications', contentHash: 'e2b75c1e08d4a93f00000000000000006b1277c03de890ac6b1277c03de890ac', title: 'Press release, Pittsburg Police Department', lead: 'Kansas, announcement. Revision 3: Ellen Voss’s 4 changes of 15 Apr, answered by Lt. Dana Whitcomb on 16 Apr 08:47 CDT.', dueAt: '2019-04-17T22:00:00Z' },
  position: { index: 3, total: 9, previousId: 'r0', nextId: 'r2' },
  view: 'redline',
  top: { embargo: 'EMBARGOED UNTIL April 22, 2019, 10:00 a.m. CDT', contact: 'Lt. Dana Whitcomb, Public Information Officer, 620-555-0142' },
  blocks,
  before: { label: 'Revision 1, as sent in', blocks: blocks.filter((b) => b.cleanHtml).map((b) => ({ html: b.cleanHtml })) },
  after: { label: 'Revision 3', blocks: blocks.filter((b) => b.cleanHtml).map((b) => ({ html: b.cleanHtml })) },
  facts: [['Terms', 'v1: 1 device per 20, $200'], ['Embargo', 'Mon 22 Apr, 10:00 CDT'], ['Submitted', 'Tue 16 Apr, Lt. Whitcomb'], ['Template', 'Announcement v4'], ['Assets', '3 images, alt text on all'], ['Not counted', 'E. Voss, D. Whitcomb: edited']].map(([name, value]) => ({ name, value })),
  shares: [{ kind: 'template', share: 38, label: 'template' }, { kind: 'department', share: 44, label: 'department' }, { kind: 'vendor', share: 18, label: 'vendor' }],
  policyTitle: 'Policy: press release, v3',
  steps: [
    { state: 'in_review', title: 'Communications', tail: ', 1 of 2 people', note: 'You, claimed 09:05. Jo Lindqvist may also decide.' },
    { state: 'draft', title: 'Legal', tail: ', 1 of 3 people', note: 'Opens when communications approves' },
    { state: 'withdrawn', title: 'Chief Alder’s own yes', note: 'Not needed while change 4 is refused' },
  ],
  checks: [{ ok: true, title: 'Disclosure equals terms v1' }, { ok: true, title: 'Locked blocks unchanged' }, { ok: true, title: 'Dateline and ending in AP form' }, { ok: false, title: 'Attribution on every quote', note: 'The second quote has none' }],
  answered: { accepted: 3, refused: 1 },
  can: { decide: true, claim: false, propose: true },
  parts: [{ name: 'values.headline', label: 'Headline', text: 'Pittsburg police join a neighborhood app', rows: '1' }, { name: 'values.chiefQuote', label: 'What the chief says', text: 'We did not want another surveillance system.', warn: 'A change here needs Chief Alder’s own yes.' }],
}; // prettier-ignore

export const reviewOwn = {
  ...review,
  view: 'clean',
  can: { decide: false, claim: false, propose: false },
  why: 'Words of yours stand in this text, so somebody else in communications decides.',
};
export const reviewSide = { ...review, view: 'side' };

const row = (title, departmentName, state, kind, group, dueAt, rest) => ({
  id: title,
  title,
  departmentName,
  state,
  kind,
  group,
  dueAt,
  submittedByName: 'Lt. Dana Whitcomb',
  submittedAt: '2019-04-12T15:00:00Z',
  revisionNumber: 2,
  ...rest,
});
export const queue = {
  section: 'queue',
  total: 9,
  mine: 1,
  late: 1,
  shown: 5,
  filter: {},
  groups: [{ value: 'communications', label: 'Communications' }, { value: 'legal', label: 'Legal' }],
  kinds: [{ value: 'press_release', label: 'Press release' }, { value: 'social_post', label: 'Social post' }],
  reviews: [
    row('Harbor watch joins the app', 'Brackwater Police Department', 'AR', 'press_release', 'communications', '2019-04-12T22:00:00Z', { late: true, claimedByName: 'Jo Lindqvist' }),
    row('Pittsburg police join a neighborhood app', 'Pittsburg Police Department', 'KS', 'press_release', 'communications', '2019-04-17T22:00:00Z', { claimedByMe: true }),
    row('April post', 'Pittsburg Police Department', 'KS', 'social_post', 'communications', '2019-04-17T22:00:00Z', { ownWork: true }),
    row('How it works here', 'Gannet Cove Police', 'WA', 'talking_points', 'legal', '2019-04-18T22:00:00Z', {}),
    row('A note to neighbors in Muskegon', 'Sable Point Police', 'MI', 'social_post', 'communications', '2019-04-19T22:00:00Z', {}),
  ],
}; // prettier-ignore
export const queueEmpty = { ...queue, reviews: [], total: 0, mine: 0, late: 0 };
