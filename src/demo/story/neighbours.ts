import { addDays, localDate } from '../../platform/local-time.js';
import type { InjectDesk } from '../inject-desk.js';
import { type PlayerClient, told } from '../desk.js';
import { MORE_REPS } from './cast.js';
import { type Partner, playDesks } from './neighbours-desk.js';

/** Name, county, state, zone, kind and where its pitch stands. All invented. */
type Neighbour = [name: string, county: string, state: string, city: string, stage: string];

const ZONES: Record<string, string> = {
  OH: 'America/New_York',
  PA: 'America/New_York',
  MI: 'America/Detroit',
  GA: 'America/New_York',
  NY: 'America/New_York',
  NV: 'America/Los_Angeles',
  CO: 'America/Denver',
  NM: 'America/Denver',
};

/** Forty-odd departments in all stages; `active` and `announced` ones have a partnership. */
export const NEIGHBOURS: Neighbour[] = [
  ['Wexley Police Department', 'Hardin', 'OH', 'Wexley', 'prospect'],
  ['Stillhouse Police', 'Nye', 'NV', 'Stillhouse', 'prospect'],
  ['Cobden Ridge Police Department', 'Union', 'IL', 'Cobden Ridge', 'prospect'],
  ['Tamarack University Police', 'Becker', 'MN', 'Tamarack', 'prospect'],
  ['Hazel Fork Police', 'Polk', 'AR', 'Hazel Fork', 'prospect'],
  ['Brindle Township Police', 'Kent', 'MI', 'Brindle', 'prospect'],
  ['Larkspur Township Police', 'Kane', 'IL', 'Larkspur', 'contacted'],
  ['Quillan Police Department', 'Levy', 'FL', 'Quillan', 'contacted'],
  ['Hollis County Sheriff', 'Hollis', 'NE', 'Hollis', 'contacted'],
  ['Ostrander Police Department', 'Lake', 'TN', 'Ostrander', 'contacted'],
  ['Fennimore Bay Police', 'Door', 'WI', 'Fennimore Bay', 'contacted'],
  ['Cinder Hill Police', 'Otero', 'CO', 'Cinder Hill', 'contacted'],
  ['Marrow Creek Police Department', 'Jasper', 'MO', 'Marrow Creek', 'pitched'],
  ['Oakmere Police Department', 'Summit', 'OH', 'Oakmere', 'pitched'],
  ['Bellweather County Sheriff', 'Bellweather', 'TX', 'Bellweather', 'pitched'],
  ['Saltgrass Police Department', 'Eddy', 'NM', 'Saltgrass', 'pitched'],
  ['Pell Harbor Police', 'Erie', 'NY', 'Pell Harbor', 'pitched'],
  ['Alder Falls Police Department', 'Craig', 'OK', 'Alder Falls', 'in_discussion'],
  ['Port Severin Police', 'Calhoun', 'TX', 'Port Severin', 'in_discussion'],
  ['Kittering Police Department', 'Berks', 'PA', 'Kittering', 'in_discussion'],
  ['Dunmore Heights Police', 'Cook', 'IL', 'Dunmore Heights', 'in_discussion'],
  ['Mossley County Sheriff', 'Mossley', 'GA', 'Mossley', 'legal_review'],
  ['Harrow Lake Police', 'Polk', 'FL', 'Harrow Lake', 'legal_review'],
  ['Yarrow County Sheriff', 'Yarrow', 'KY', 'Yarrow', 'legal_review'],
  ['Tolland Springs Police', 'Teller', 'CO', 'Tolland Springs', 'legal_review'],
  ['Ravensfield Police Department', 'Lucas', 'OH', 'Ravensfield', 'active'],
  ['Brackwater Police Department', 'Yell', 'AR', 'Brackwater', 'announced'],
  ['Sable Point Police', 'Muskegon', 'MI', 'Sable Point', 'announced'],
  ['Ardmore Flats Police', 'Bryan', 'OK', 'Ardmore Flats', 'signed'],
  ['Gannet Cove Police', 'Pinellas', 'FL', 'Gannet Cove', 'announced'],
  ['Thistle Park Police', 'DuPage', 'IL', 'Thistle Park', 'announced'],
  ['Juniper Mesa Police', 'Pueblo', 'CO', 'Juniper Mesa', 'announced'],
  ['Coldwater Junction Police', 'Branch', 'MI', 'Coldwater Junction', 'active'],
  ['Wren Valley Police', 'Lehigh', 'PA', 'Wren Valley', 'announced'],
  ['Sorrel County Sheriff', 'Sorrel', 'TX', 'Sorrel', 'announced'],
  ['Ashgrove Police Department', 'Fulton', 'GA', 'Ashgrove', 'announced'],
  ['Millrace Police', 'Onondaga', 'NY', 'Millrace', 'active'],
  ['Dry Prairie Police', 'Ford', 'KS', 'Dry Prairie', 'declined'],
  ['Candlewick Police Department', 'Racine', 'WI', 'Candlewick', 'declined'],
  ['Pine Notch Police', 'Grafton', 'NH', 'Pine Notch', 'dormant'],
  ['Upper Lindal Police', 'Chester', 'PA', 'Upper Lindal', 'dormant'],
  ['Redbank Slough Police', 'Polk', 'MN', 'Redbank', 'declined'],
];

const PATH = ['contacted', 'pitched', 'in_discussion', 'legal_review'];
const STEPS = [
  'Find the PIO',
  'Call the desk',
  'Send the agreement',
  'Call with the city attorney',
  'Signature page',
  'Answer on resident data',
];
const PIOS = [
  'Sgt. Wanda Ellis',
  'Lt. Boyd',
  'Capt. Irene Salas',
  'Ofc. Theo Marsh',
  'Sgt. Lena Quist',
  'Lt. Omar Dean',
  'Ofc. June Pratt',
];
const WORDS = [
  'Asked what an install event holds. Sent the page on method.',
  'Wants the terms on one page.',
  'Asked whether the council has to hear of it.',
];

/** Plays the neighbours, each over the weeks before the day given. */
export async function playNeighbours(
  desk: InjectDesk,
  today: Date,
  progress: (name: string) => Promise<void>,
): Promise<void> {
  for (const [i, rep] of MORE_REPS.entries()) await desk.enter(`rep${i + 2}`, { ...rep, role: 'rep' });
  const partners: Partner[] = [];
  for (const [i, neighbour] of NEIGHBOURS.entries()) {
    const partner = await play(desk, neighbour, i, today);
    if (partner) partners.push(partner);
    await progress(neighbour[0]);
  }
  await playDesks(desk, partners, today);
}

async function play(desk: InjectDesk, neighbour: Neighbour, i: number, today: Date): Promise<Partner | null> {
  const [, , state, city, stage] = neighbour;
  const zone = ZONES[state] ?? 'America/Chicago';
  const partnered = ['signed', 'active', 'announced'].includes(stage);
  const reached = PATH.indexOf(partnered ? 'legal_review' : stage);
  const last = reached >= 0 ? reached : stage === 'prospect' ? -1 : 1;
  const repKey = i % 4 === 0 ? 'rep' : `rep${(i % 3) + 2}`;
  const rep = desk.client(repKey);
  const ago = partnered ? 150 + ((i * 17) % 60) : 4 + (last + 1) * 3 + ((i * 5) % 16);
  const start = addDays(localDate(today, zone), -ago);
  const on = (days: number): Promise<void> => desk.at(`${addDays(start, days)}T16:00:00Z`);

  await on(0);
  const pitchId = await openPitch(rep, neighbour, i, zone);
  for (let step = 0; step <= last; step++) {
    await on(2 + step * 3);
    await told(rep, 'POST', `/api/v1/pitches/${pitchId}/activities`, {
      kind: step % 2 ? 'call' : 'email',
      subject: step % 2 ? 'Call with the desk' : 'First mail',
      body: WORDS[(i + step) % WORDS.length],
    });
    await told(rep, 'POST', `/api/v1/pitches/${pitchId}/stage-changes`, { to: PATH[step] });
  }
  if (partnered) {
    const partnershipId = await playPartnership(desk, neighbour, i, { rep, pitchId, on, start });
    return { partnershipId, city, stage, repKey };
  }
  if (stage === 'declined' || stage === 'dormant') {
    const reason =
      stage === 'declined' ? 'The council does not take gifts' : 'No answer since the second call';
    await told(rep, 'POST', `/api/v1/pitches/${pitchId}/stage-changes`, { to: stage, reason });
  } else {
    const dueOn = addDays(localDate(today, zone), (i % 9) - 2);
    await told(rep, 'POST', `/api/v1/pitches/${pitchId}/tasks`, { title: STEPS[i % STEPS.length], dueOn });
  }
  return null;
}

/** The department, its PIO contact and its pitch. */
async function openPitch(
  rep: PlayerClient,
  [name, county, state, city]: Neighbour,
  i: number,
  timeZone: string,
): Promise<string> {
  const kind = name.includes('Sheriff')
    ? 'sheriff'
    : name.includes('University')
      ? 'university'
      : 'municipal_police';
  const department = await told(rep, 'POST', '/api/v1/departments', {
    ori: `${state}9${String(i + 1).padStart(4, '0')}00`,
    name,
    kind,
    city,
    county,
    state,
    timeZone,
    populationServed: 4_000 + ((i * 7_919) % 90_000),
    shipTo: { name, street: `${100 + i} Example Street`, city, state, postalCode: `000${10 + i}`.slice(-5) },
    giftPolicy: { limitCents: 50_000, acceptor: 'chief', source: 'Department policy on gifts' },
  });
  const contact = { name: PIOS[i % PIOS.length], role: 'pio', email: `pio@${slug(city)}.example` };
  await told(rep, 'POST', `/api/v1/departments/${department['id']}/contacts`, contact);
  const offer = {
    deviceDiscountPercent: 10,
    downloadsPerDevice: 20,
    deviceSku: 'HD2',
    deviceFmvCents: 20_000,
    recipient: 'department',
    devicesPromised: 1 + (i % 5),
  };
  const pitch = await told(rep, 'POST', '/api/v1/pitches', { departmentId: department['id'], offer });
  return pitch['id'] as string;
}

interface Stage {
  rep: PlayerClient;
  pitchId: string;
  on: (days: number) => Promise<void>;
  start: string;
}

async function playPartnership(
  desk: InjectDesk,
  [, , state, city, stage]: Neighbour,
  i: number,
  { rep, pitchId, on, start }: Stage,
): Promise<string> {
  await on(20);
  const alias = `${slug(city)}pd${state.toLowerCase()}`;
  const partnership = await told(rep, 'POST', '/api/v1/partnerships', {
    pitchId,
    signedOn: addDays(start, 20),
    endsOn: addDays(start, 385),
    terms: { downloadsPerDevice: 20, deviceSku: 'HD2', deviceFmvCents: 20_000, holdDays: 0 },
    alias,
    keyword: `${slug(city).replace(/-/g, '').toUpperCase()}PD`.slice(0, 20),
  });
  const id = partnership['id'] as string;
  if (stage === 'signed') return id;
  await on(25);
  await told(rep, 'POST', `/api/v1/partnerships/${id}/activation`, { activeOn: addDays(start, 25) });
  const counts = [4 + ((i * 7) % 25), 3 + ((i * 5) % 14), 2 + ((i * 3) % 9)];
  for (const [month, count] of counts.entries()) {
    await on(45 + month * 30);
    await desk.deliver(
      Array.from({ length: count }, (_, n) => ({
        id: `${alias}-${month}-${n}`,
        kind: 'install' as const,
        alias,
        at: `${addDays(start, 26 + month * 30 + (n % 18))}T${10 + (n % 12)}:30:00Z`,
      })),
    );
    if (month === 0 && stage === 'announced')
      await told(rep, 'POST', `/api/v1/partnerships/${id}/announcement`, {
        announcedOn: addDays(start, 25 + ((i * 5) % 20)),
      });
  }
  return id;
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
