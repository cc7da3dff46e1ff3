const tz = 'America/Chicago';
const card = (ordinal, departmentName, state, nextSteps, rest = {}) => ({
  id: `w${ordinal}${departmentName}`,
  ordinal,
  departmentName,
  departmentId: 'd1',
  state,
  fmvCents: 20000,
  deviceSku: 'HD2',
  timeZone: tz,
  accruedAt: '2019-03-13T15:00:00Z',
  stateEnteredAt: '2019-04-10T15:00:00Z',
  nextSteps,
  ...rest,
});
const shipment = {
  sku: 'HD2',
  serialNumber: 'HD2-40817',
  carrier: 'UPS',
  trackingNumber: '1Z999AA10123456784',
  shippedOn: '2019-03-28',
};

export const rewards = {
  section: 'rewards',
  groups: [
    { key: 'acceptance', title: 'Waits for the department', hint: 'Offered, to be accepted or refused.', rewards: [card(2, 'Pittsburg Police Department', 'offered', ['acceptance', 'refusal']), card(1, 'Brackwater Police Department', 'offered', ['acceptance', 'refusal'])] },
    { key: 'approval', title: 'Waits for an admin', hint: 'Accepted, to be approved.', rewards: [card(3, 'Gannet Cove Police', 'accepted', ['approval'], { resolutionNumber: '1221' })] },
    { key: 'shipment', title: 'To ship', hint: 'Approved, with an address.', rewards: [card(1, 'Sable Point Police', 'approved', ['shipment'])] },
    { key: 'delivery', title: 'On the way', hint: 'Shipped, not confirmed yet.', rewards: [card(1, 'Larkspur Township Police', 'shipped', ['delivery', 'loss', 'return'], { shipment })] },
  ],
  counts: [{ state: 'offered', count: 2 }, { state: 'accepted', count: 1 }, { state: 'approved', count: 1 }, { state: 'shipped', count: 1 }, { state: 'delivered', count: 14 }, { state: 'returned', count: 1 }],
  balances: [{ account: 'promised', units: 20, cents: 400000 }, { account: 'accepted', units: 17, cents: 340000 }, { account: 'delivered', units: 14, cents: 280000 }, { account: 'returned', units: -1, cents: -20000 }],
  state: null,
  shown: null,
}; // prettier-ignore
export const rewardsEmpty = { ...rewards, groups: [], counts: [], balances: [] };

export const reward = {
  section: 'rewards',
  reward: card(2, 'Pittsburg Police Department', 'offered', ['acceptance', 'refusal'], { shipment: null }),
  steps: [{ number: 1, step: 'accrual', toState: 'accrued', byName: 'Liaison', recordedAt: '2019-04-20T15:00:00Z', occurredOn: '2019-04-20' }, { number: 2, step: 'offer', fromState: 'accrued', toState: 'offered', byName: 'Liaison', recordedAt: '2019-04-20T15:00:00Z', occurredOn: '2019-04-20' }],
  ledger: [{ account: 'promised', units: 1, cents: 20000, enteredOn: '2019-04-20' }, { account: 'offered', units: 1, cents: 20000, enteredOn: '2019-04-20' }],
  department: { id: 'd1', name: 'Pittsburg Police Department', city: 'Pittsburg', state: 'KS', timeZone: tz, giftPolicy: { limitCents: 15000, acceptor: 'council' }, shipTo: { name: 'Pittsburg PD', line1: '201 N Pine St', city: 'Pittsburg', state: 'KS', postalCode: '66762' } },
  needsResolution: true,
  can: { acceptance: true, refusal: true },
  summary: { qualifying: 53, earned: 2, issued: 2, deficit: 0, remainder: 13, lost: 0, valueCents: 40000 },
  errors: { resolutionNumber: 'The city’s limit is $150, so give the resolution number.' },
  formError: null,
  failed: 'acceptance',
  values: { authority: 'council', acceptedOn: '2019-05-14' },
}; // prettier-ignore

const entry = (day, departmentName, state, more = {}) => ({
  id: `e${day}`,
  partnershipId: 'a1',
  departmentId: 'd1',
  departmentName,
  kind: 'monthly',
  period: '2019-05',
  dueAt: `2019-05-${String(day).padStart(2, '0')}T15:00:00Z`,
  dueOn: `2019-05-${String(day).padStart(2, '0')}`,
  timeZone: tz,
  state,
  canSend: false,
  ...more,
});
const entries = [
  entry(2, 'Gannet Cove Police', 'sent', { emailId: 'm1' }),
  entry(6, 'Sable Point Police', 'skipped', { reasonWords: 'more than 72 hours late', canSend: true }),
  entry(14, 'Ardmore Flats Police', 'sent', { kind: 'activation', emailId: 'm2' }),
  entry(22, 'Pittsburg Police Department', 'planned'),
  entry(22, 'Brackwater Police Department', 'planned'),
  entry(31, 'Larkspur Township Police', 'planned'),
];
const monday = Date.UTC(2019, 3, 29);
const weeks = Array.from({ length: 5 }, (_, w) =>
  Array.from({ length: 7 }, (_, d) => {
    const date = new Date(monday + (w * 7 + d) * 86_400_000);
    const inMonth = date.getUTCMonth() === 4;
    return {
      date: date.toISOString().slice(0, 10),
      day: date.getUTCDate(),
      inMonth,
      today: inMonth && date.getUTCDate() === 7,
      entries: inMonth ? entries.filter((e) => e.dueOn === date.toISOString().slice(0, 10)) : [],
    };
  }),
);
export const reminders = {
  section: 'reminders',
  now: '2019-05-07T14:05:00Z',
  period: '2019-05',
  title: 'May 2019',
  previous: '2019-04',
  next: '2019-06',
  weeks,
  entries,
  counts: { planned: 3, sent: 2, skipped: 1, failed: 0 },
  truncated: false,
};
export const schedule = {
  section: 'reminders',
  now: '2019-05-07T14:05:00Z',
  partnershipId: 'a1',
  departmentName: 'Pittsburg Police Department',
  timeZone: tz,
  schedule: { ruleWords: 'On the 22nd of each month', hour: 10, active: true },
  form: { kind: 'dayOfMonth', dayOfMonth: 22, hour: 10, active: true, nth: '', weekday: '', pauseUntil: '' },
  next: [
    { period: '2019-05', date: '2019-05-22', at: '2019-05-22T15:00:00Z' },
    { period: '2019-06', date: '2019-06-22', at: '2019-06-22T15:00:00Z' },
  ],
  history: [entry(12, 'Pittsburg Police Department', 'sent', { kind: 'activation' })],
  posts: [{ postedOn: '2019-04-22', via: 'mail', url: 'https://www.facebook.com/pittsburgkspd' }],
  canWrite: true,
  action: '#',
  postAction: '#',
};
