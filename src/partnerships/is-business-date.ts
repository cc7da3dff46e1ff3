import { registerDecorator } from 'class-validator';
import { isLocalDate } from '../platform/local-time.js';

/** Whether a value is a real calendar day written `YYYY-MM-DD`, in a year a partnership can have (1990 to 2199). */
export function isBusinessDate(value: unknown): value is string {
  return isLocalDate(value) && value >= '1990-01-01' && value < '2200-01-01';
}

/** DTO property: a calendar day, `YYYY-MM-DD`, in the department's time zone. */
export function IsBusinessDate(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isBusinessDate',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: isBusinessDate,
        defaultMessage: () => '$property must be a calendar day written YYYY-MM-DD',
      },
    });
}
