import { registerDecorator } from 'class-validator';

const FIELDS = [
  'recipient',
  'name',
  'attention',
  'line1',
  'line2',
  'street',
  'city',
  'state',
  'postalCode',
  'zip',
  'country',
];

/** A postal address: recipient, street lines, city, state and postal code, each a short text, at least one given. */
export type PostalAddress = Record<string, string>;

/** Whether the value is a postal address, or null to clear it. */
export function isPostalAddress(value: unknown): value is PostalAddress {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.every(([field, text]) => FIELDS.includes(field) && typeof text === 'string' && text.length <= 200)
  );
}

/** class-validator's form of `isPostalAddress`. */
export function IsPostalAddress(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isPostalAddress',
      target: target.constructor,
      propertyName: String(property),
      options: { message: `is an address of ${FIELDS.join(', ')}, each a text` },
      validator: { validate: isPostalAddress },
    });
  };
}
