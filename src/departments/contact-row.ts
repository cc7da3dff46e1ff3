import { CONTACT_ROLES, type ContactRole } from './contact.entity.js';
import { normaliseName } from './department-name.js';
import { type Cells, type ListField, type ReadRow, RowFlag } from './intake.dto.js';
import { PLACE_FIELDS, placeOfRow } from './place-of-row.js';

export const CONTACT_FIELDS: ListField[] = [
  { key: 'name', label: 'Name', headers: ['name', 'full_name', 'contact', 'contact_name', 'person'] },
  { key: 'firstName', label: 'First name', headers: ['first_name', 'firstname', 'given_name'] },
  { key: 'lastName', label: 'Last name', headers: ['last_name', 'lastname', 'surname', 'family_name'] },
  {
    key: 'email',
    label: 'E-mail',
    headers: ['email', 'mail', 'e_mail', 'email_address', 'work_email', 'person_email_work', 'primary_email'],
  },
  { key: 'phone', label: 'Phone', headers: ['phone', 'phone_number', 'work_phone', 'telephone', 'mobile'] },
  { key: 'role', label: 'Role', headers: ['role', 'contact_role', 'position'] },
  { key: 'title', label: 'Title', headers: ['title', 'job_title', 'rank'] },
  ...PLACE_FIELDS,
];

/** Words other systems use for our roles, tried in order over the role's and then the title's cell. */
const ROLE_WORDS: [RegExp, ContactRole][] = [
  [/\b(chief|sheriff|commissioner|superintendent|marshal)\b(?!.*\b(deputy|assistant)\b)/, 'chief'],
  [/\b(pio|public information|media relations|press|communications)\b/, 'pio'],
  [/\b(community|engagement|outreach|crime prevention)\b/, 'community_engagement'],
  [/\b(records?|foia|custodian)\b/, 'records_officer'],
  [/\b(attorney|counsel|legal)\b/, 'city_attorney'],
  [/\b(clerk|council)\b/, 'council_clerk'],
];

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;

/** Reads a row of a list of contacts. Throws a RowFlag when nobody can be written to by it. */
export function readContact(cells: Cells): ReadRow {
  const place = placeOfRow(cells);
  const email = cells.text('email').toLowerCase() || null;
  const named =
    cells.text('name') || [cells.text('firstName'), cells.text('lastName')].filter(Boolean).join(' ');
  if (named === '') throw new RowFlag('name_missing', 'The row has no name of a person.');
  if (email !== null && !EMAIL.test(email)) {
    throw new RowFlag('email_invalid', 'The e-mail address cannot be one. Mend it and import the row again.');
  }
  return {
    place,
    values: {
      name: named,
      email,
      phone: cells.text('phone') || null,
      title: cells.text('title') || null,
      role: roleOf(cells.text('role')) ?? roleOf(cells.text('title')),
    },
  };
}

/** Our role for a word of another system; null for one that says nothing. */
export function roleOf(text: string): ContactRole | null {
  const word = normaliseName(text);
  if (word === '') return null;
  const own = CONTACT_ROLES.find((role) => role.replaceAll('_', ' ') === word);
  return own ?? ROLE_WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

/** What tells a contact from the others of a department: the e-mail address, else the name. */
export function contactKey(contact: Record<string, unknown>): string {
  const { email, name } = contact;
  return typeof email === 'string' ? email.toLowerCase() : normaliseName(String(name));
}
