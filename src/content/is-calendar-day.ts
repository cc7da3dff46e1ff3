import { registerDecorator, type ValidationOptions } from 'class-validator';
import { isLocalDate } from '../platform/local-time.js';

/** The property holds a day that is in the calendar, YYYY-MM-DD; past and future alike. */
export function IsCalendarDay(options?: ValidationOptions): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isCalendarDay',
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message: 'Enter a day as YYYY-MM-DD', ...options },
      validator: { validate: isLocalDate },
    });
}
