import { kinds, owners, states } from './frame.mjs';

const who = {
  MO: { name: 'Mara Ortiz', me: true },
  JR: { name: 'Jonas Reed' },
  TB: { name: 'Tom Beck' },
  PN: { name: 'Priya Nair' },
};
let id = 0;
const card = (stage) => ([departmentName, place, day, text, devices, days, owner, stale]) => ({
  id: `p${++id}`, stage, departmentName, place, devices, days, stale: Boolean(stale), owner: who[owner], next: day ? { day, text } : null,
}); // prettier-ignore
const column = (stage, count, devices, averageDays, rows, moreCount) => ({
  stage, count, devices, averageDays, cards: rows.map(card(stage)), moreHref: moreCount ? `/board?stage=${stage}` : null, moreCount,
}); // prettier-ignore

export const board = {
  section: 'board',
  view: 'board',
  totals: { open: 46, devices: 104 },
  closed: { dormant: 12, declined: 31 },
  staleCount: 3,
  filter: { openedSince: '2018-10-01' },
  owners,
  states,
  kinds,
  columns: [
    column('prospect', 14, 26, 5, [
      ['Wexley Police Department', 'Hardin Co., OH', '2019-04-17', 'Find the PIO', 2, 3, 'JR'],
      ['Stillhouse Police', 'Nye Co., NV', '2019-04-18', 'First mail', 1, 6, 'MO'],
      ['Cobden Ridge Police Department', 'Union Co., IL', '2019-04-19', 'Call the desk', 2, 8, 'PN'],
      ['Tamarack University Police', 'Becker Co., MN · university', '2019-04-23', 'Check ordinance', 1, 9, 'TB'],
    ], 10),
    column('contacted', 11, 24, 9, [
      ['Larkspur Township Police', 'Kane Co., IL', '2019-04-15', 'Call back Lt. Boyd', 2, 4, 'MO'],
      ['Quillan Police Department', 'Levy Co., FL', '2019-04-17', 'Second mail', 3, 7, 'JR'],
      ['Hollis County Sheriff', 'Hollis Co., NE · sheriff', '2019-04-03', 'Call the sheriff', 2, 34, 'TB', true],
      ['Ostrander Police Department', 'Lake Co., TN', '2019-04-18', 'Answer on terms', 2, 8, 'MO'],
      ['Fennimore Bay Police', 'Door Co., WI', '2019-04-22', 'Send terms v1', 1, 11, 'PN'],
    ], 6),
    column('pitched', 9, 21, 12, [
      ['Marrow Creek Police Department', 'Jasper Co., MO', '2019-04-16', 'Meeting, chief and PIO', 4, 12, 'MO'],
      ['Oakmere Police Department', 'Summit Co., OH', '2019-04-18', 'Send the agreement', 2, 9, 'JR'],
      ['Bellweather County Sheriff', 'Bellweather Co., TX · sheriff', '2019-04-09', 'Ask for an answer', 5, 41, 'PN', true],
      ['Saltgrass Police Department', 'Eddy Co., NM', '2019-04-19', 'Answer on data', 2, 15, 'MO'],
    ], 5),
    column('in_discussion', 7, 18, 16, [
      ['Alder Falls Police Department', 'Craig Co., OK', '2019-04-15', 'Council item number', 4, 18, 'MO'],
      ['Port Severin Police', 'Calhoun Co., TX', '2019-04-17', 'Call with the city attorney', 3, 22, 'PN'],
      ['Kittering Police Department', 'Berks Co., PA', '2019-04-22', 'Explain the gift record', 2, 13, 'JR'],
      ['Dunmore Heights Police', 'Cook Co., IL', '2019-04-23', 'Terms v1 or v2', 3, 16, 'TB'],
    ], 3),
    column('legal_review', 5, 15, 19, [
      ['Ravensfield Police Department', 'Lucas Co., OH', '2019-04-18', 'City attorney’s answer', 4, 14, 'JR'],
      ['Mossley County Sheriff', 'Mossley Co., GA · sheriff', '2019-04-24', 'Signature page', 5, 21, 'PN'],
      ['Harrow Lake Police', 'Polk Co., FL', '2019-03-28', 'Oversight ordinance', 2, 47, 'TB', true],
      ['Yarrow County Sheriff', 'Yarrow Co., KY · sheriff', '2019-04-26', 'Signature page', 2, 8, 'MO'],
      ['Tolland Springs Police', 'Teller Co., CO', '2019-04-30', 'Council, item 19-114', 2, 11, 'MO'],
    ]),
    column('green_lit', 6, 17, null, [
      ['Pittsburg Police Department', 'Crawford Co., KS', '2019-04-22', 'Announcement, 10:00 CDT', 3, 46, 'MO'],
      ['Brackwater Police Department', 'Yell Co., AR', '2019-04-19', 'Release in review', 4, 31, 'PN'],
      ['Sable Point Police', 'Muskegon Co., MI', '2019-04-24', 'Kit sent, no draft yet', 2, 19, 'JR'],
      ['Ardmore Flats Police', 'Bryan Co., OK', '2019-04-15', 'Set the active date', 3, 5, 'MO'],
    ], 2),
  ],
}; // prettier-ignore

export const boardEmpty = {
  ...board,
  empty: true,
  totals: { open: 0, devices: 0 },
  closed: { dormant: 0, declined: 0 },
  staleCount: 0,
  filter: {},
};
