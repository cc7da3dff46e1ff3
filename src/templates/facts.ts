import type { Facts } from './body.js';

/** One thing Liaison knows by itself and may set into a text. `example` is used where no real department is at hand. */
export interface FactDefinition {
  name: string;
  label: string;
  example: string | number;
}

/**
 * Every fact a template may ask for; a template that asks for another is refused. The content room fills them
 * from the department, its partnership, its referral identity and the organisation. Money is in cents.
 */
export const FACTS: readonly FactDefinition[] = [
  { name: 'departmentName', label: 'Department', example: 'Alder Falls Police Department' },
  { name: 'city', label: 'City', example: 'Alder Falls' },
  { name: 'county', label: 'County', example: 'Linn' },
  { name: 'state', label: 'State (postal code)', example: 'KS' },
  { name: 'timeZone', label: 'Time zone', example: 'America/Chicago' },
  { name: 'chief', label: 'Head of the department', example: 'Police Chief Morgan Reyes' },
  { name: 'pressContact', label: 'Department press contact', example: 'Sgt. Lee Ortiz, 620-555-0142' },
  { name: 'productName', label: 'App', example: 'Hallam' },
  { name: 'legalName', label: 'Company', example: 'Hallam Inc.' },
  {
    name: 'vendorContact',
    label: 'Company press contact',
    example: 'Ines Marlow, press@hallam.example, 415-555-0188',
  },
  {
    name: 'boilerplate',
    label: 'About the company',
    example: 'Hallam makes doorbells and a free app for neighbors.',
  },
  { name: 'referralUrl', label: 'Link', example: 'https://liaison.example/r/alderfallspd' },
  { name: 'keyword', label: 'Keyword', example: 'ALDERFALLSPD' },
  { name: 'textNumber', label: 'Text number', example: '555-0120' },
  { name: 'transparencyUrl', label: 'Public page', example: 'https://liaison.example/transparency/alder-falls-ks' },
  {
    name: 'disclosure',
    label: 'Disclosure',
    example:
      'The Alder Falls Police Department earns one $200 device per 20 downloads of the app through this link.',
  },
  { name: 'downloadsPerDevice', label: 'Downloads per device', example: 20 },
  { name: 'deviceValueCents', label: 'Value of a device', example: 20000 },
  { name: 'deviceDiscountPercent', label: 'Discount offered', example: 15 },
  { name: 'progress', label: 'Progress to the next device', example: '13 of 20 to your third device' },
  { name: 'repName', label: 'Partnership rep', example: 'Sam Okafor' },
];

const NAMES = new Set(FACTS.map((fact) => fact.name));

/** True when a template may name this fact. */
export function isFact(name: string): boolean {
  return NAMES.has(name);
}

/** The facts of an invented department, for previews without a real one. */
export function exampleFacts(): Facts {
  return Object.fromEntries(FACTS.map((fact) => [fact.name, fact.example]));
}
