import type { Role } from '../../platform/actor.js';
import type { Player } from '../desk.js';

export interface CastMember {
  player: Player;
  name: string;
  email: string;
  role: Role;
  groups?: string[];
}

/** Everyone in the story. All of them, and their addresses, are invented. */
export const CAST: CastMember[] = [
  { player: 'admin', name: 'Ines Halloran', email: 'ines.halloran@hallam.example', role: 'admin' },
  { player: 'rep', name: 'Mara Ortiz', email: 'mara.ortiz@hallam.example', role: 'rep' },
  {
    player: 'communications',
    name: 'Ellen Voss',
    email: 'ellen.voss@hallam.example',
    role: 'reviewer',
    groups: ['communications'],
  },
  {
    player: 'communications2',
    name: 'Jo Lindqvist',
    email: 'jo.lindqvist@hallam.example',
    role: 'reviewer',
    groups: ['communications'],
  },
  {
    player: 'lawyer',
    name: 'Samuel Okafor',
    email: 'samuel.okafor@hallam.example',
    role: 'reviewer',
    groups: ['legal'],
  },
  { player: 'fulfilment', name: 'Priya Nair', email: 'priya.nair@hallam.example', role: 'fulfilment' },
  { player: 'pio', name: 'Lt. Dana Whitcomb', email: 'dana.whitcomb@pittsburg-pd.example', role: 'pio' },
  {
    player: 'records',
    name: 'Glen Hatcher',
    email: 'glen.hatcher@pittsburg-pd.example',
    role: 'records_officer',
  },
];

/** The PIO of a neighbour whose partnership is running; the green light makes the account from the contact. */
export const RUNNING = { name: 'Capt. Irene Salas', email: 'pio@thistle-park.example', role: 'pio' as const };

/** More reps, so that the board has several owners. */
export const MORE_REPS = [
  { name: 'Jonah Reyes', email: 'jonah.reyes@hallam.example' },
  { name: 'Petra Novak', email: 'petra.novak@hallam.example' },
  { name: 'Tom Beck', email: 'tom.beck@hallam.example' },
];

/** The invented vendor. */
export const ORGANISATION = {
  legalName: 'Hallam Home, Inc.',
  productName: 'Hallam',
  postalAddress: '400 Example Avenue, Suite 9, Springfield, IL 62701',
  timeZone: 'America/Chicago',
  appStoreUrl: 'https://apps.example/hallam',
  playStoreUrl: 'https://play.example/hallam',
  fallbackUrl: 'https://hallam.example/get',
  textNumber: '555-0120',
  pressContact: { name: 'Ellen Voss', email: 'press@hallam.example', phone: '217-555-0148' },
  boilerplate: 'Hallam makes doorbells and an app for neighbors. More at hallam.example.',
};

export const PITTSBURG = {
  ori: 'KS0190100',
  details: {
    city: 'Pittsburg',
    county: 'Crawford',
    timeZone: 'America/Chicago',
    populationServed: 20_233,
    swornOfficers: 48,
    shipTo: {
      name: 'Pittsburg Police Department',
      street: '201 Example Street',
      city: 'Pittsburg',
      state: 'KS',
      postalCode: '66762',
    },
    giftPolicy: { limitCents: 15_000, acceptor: 'council', source: 'City code, gifts to the city' },
  },
};
