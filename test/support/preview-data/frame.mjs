/** What every vendor page gets besides its own data. People and departments are invented, except Pittsburg, Kansas. */
export const frame = {
  now: '2019-04-15T19:20:00Z',
  zone: 'America/Chicago',
  path: '/board',
  navCounts: { today: 6, board: 46, queue: 9, rewards: 4, mail: 1, wrong: 2 },
  person: { name: 'Mara Ortiz', email: 'mara.ortiz@hallam.example' },
  memberships: [{ id: 'm1', label: 'Partnership rep', current: true }],
  banners: {},
};

export const states = [
  { value: 'IL', label: 'Illinois' },
  { value: 'KS', label: 'Kansas' },
  { value: 'OH', label: 'Ohio' },
  { value: 'TX', label: 'Texas' },
];
export const kinds = [
  { value: 'municipal_police', label: 'Municipal police' },
  { value: 'sheriff', label: 'Sheriff' },
  { value: 'university', label: 'University' },
];
export const owners = [
  { value: 'o1', label: 'Mara Ortiz' },
  { value: 'o2', label: 'Jonas Reed' },
  { value: 'o3', label: 'Priya Nair' },
  { value: 'o4', label: 'Tom Beck' },
];
export const zones = [
  { value: 'America/Chicago', label: 'Central, America/Chicago' },
  { value: 'America/New_York', label: 'Eastern, America/New_York' },
];
export const tiles = [
  ['AK', 3], ['ME', 3], ['VT', 1], ['NH', 1], ['WA', 9], ['ID', 4], ['MN', 21], ['IL', 46], ['WI', 44], ['MI', 51], ['NY', 66], ['MA', 18],
  ['OR', 18], ['NV', 3], ['SD', 1], ['IA', 10], ['IN', 33], ['OH', 58], ['PA', 39], ['NJ', 109], ['CT', 34], ['CA', 104], ['UT', 15], ['CO', 16],
  ['NE', 7], ['MO', 22], ['KY', 15], ['VA', 27], ['MD', 23], ['DE', 4], ['AZ', 23], ['NM', 2], ['KS', 18], ['AR', 7], ['TN', 14], ['NC', 52],
  ['SC', 29], ['OK', 9], ['LA', 7], ['MS', 2], ['AL', 15], ['GA', 44], ['HI', 1], ['TX', 92], ['FL', 111],
].map(([state, count]) => ({ state, count })); // prettier-ignore
