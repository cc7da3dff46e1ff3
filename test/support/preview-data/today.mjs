const item = (day, at, title, department, note, label) => ({
  day,
  at,
  title,
  department,
  note,
  href: '/pitches/1',
  step: { label, href: '/pitches/1' },
});

export const today = {
  section: 'today',
  heading: 'Monday, 15 April',
  lead: '6 things due, 3 wait for you, 2 went wrong.',
  due: {
    count: 6,
    groups: [
      { label: 'Overdue', late: true, items: [item('2019-04-12', null, 'Answer on resident data', 'Saltgrass Police Department, NM', 'Their clerk asked what an install event holds', 'Reply')] },
      { label: 'Today', items: [
        item(null, '2019-04-15T20:00:00Z', 'Call back Lt. Boyd', 'Larkspur Township Police, IL', 'Wants the terms on one page', 'Log call'),
        item(null, '2019-04-15T21:30:00Z', 'Council item number for the green light', 'Alder Falls Police Department, OK', 'Needs number, date and document', 'Add item'),
        item(null, null, 'Set the active date', 'Ardmore Flats Police, OK', 'Signed 10 April, link not live yet', 'Set date'),
      ] },
      { label: 'This week', items: [
        item('2019-04-16', null, 'Meeting with the chief and the PIO', 'Marrow Creek Police Department, MO', '4 devices promised, terms v1', 'Open'),
        item('2019-04-18', null, 'First mail from the template', 'Stillhouse Police, NV', 'Contact: records desk only', 'Write'),
      ] },
    ],
  },
  waiting: [
    { life: 'review', state: 'changes_requested', title: 'Sable Point: terms mail', note: 'Communications asked for one change at 12:10', step: { label: 'Answer', href: '#' } },
    { life: 'reward', state: 'offered', title: 'Pittsburg: confirm device 1 arrived', note: 'Delivered 2 April, no receipt from them yet', step: { label: 'Ask', href: '#' } },
    { life: 'pitch', state: 'legal_review', title: 'Tolland Springs: council agenda', note: 'Item 19-114 is on for 30 April', step: { label: 'Read', href: '#' } },
  ],
  wrong: [
    { severe: true, title: 'Hollis County Sheriff: mail bounced', note: 'No such mailbox, 11 April. There is no other contact.', step: { label: 'Fix contact', href: '#' } },
    { severe: false, title: '2 downloads with an unknown code', note: 'pittsburgpdk, 14 April. Held, not counted.', step: { label: 'Assign', href: '#' } },
  ],
  since: { label: 'Since Friday', entries: [
    { at: '2019-04-15T19:02:00Z', who: 'Ellen Voss', text: 'made 4 changes to the Pittsburg release, one inside a quote' },
    { at: '2019-04-15T16:48:00Z', who: 'Gannet Cove', text: 'is at 5 of 20 to its first device' },
    { at: '2019-04-15T14:10:00Z', who: 'Tom Beck', text: 'moved Dunmore Heights to In discussion' },
  ] },
  downloads: { total: 214, note: 'mine, by week', bars: [9, 14, 11, 22, 35, 41, 38, 44].map((value, i) => ({ label: String(8 + i), value, accent: i === 7 })) },
  stageDays: { median: 61, bars: [['Prospect', 5], ['Contacted', 9], ['Pitched', 12], ['In discussion', 16], ['Legal review', 19]].map(([label, value], i) => ({ label, value, accent: i === 4 })) },
  undisclosed: { longest: 34, note: 'Pittsburg, the longest of 4', bars: [['Pittsburg', 34], ['Brackwater', 19], ['Sable Point', 8], ['Gannet Cove', 3]].map(([label, value], i) => ({ label, value, warn: i === 0 })) },
}; // prettier-ignore

export const todayEmpty = {
  ...today,
  lead: 'Nothing is due and nobody waits for you.',
  due: { count: 0, groups: [] },
  waiting: [],
  wrong: [],
  since: { label: 'Since Friday', entries: [] },
  downloads: null,
  stageDays: null,
  undisclosed: null,
};
