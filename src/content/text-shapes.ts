import { registerDecorator, type ValidationOptions } from 'class-validator';

const MOST_ENTRIES = 200;
const LONGEST_TEXT = 50_000;

/** The property holds texts by name: a plain object, every value a string. */
export function IsBody(options?: ValidationOptions): PropertyDecorator {
  return shape(
    'isBody',
    'has to hold a text for each block',
    (value) => typeof value === 'string' && value.length <= LONGEST_TEXT,
    options,
  );
}

/** The property holds values by field name: texts, numbers or null. */
export function IsValues(options?: ValidationOptions): PropertyDecorator {
  return shape(
    'isValues',
    'has to hold a text, a number or null for each field',
    (value) =>
      value === null ||
      (typeof value === 'string' ? value.length <= LONGEST_TEXT : Number.isSafeInteger(value)),
    options,
  );
}

function shape(
  name: string,
  message: string,
  fits: (value: unknown) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message: `${String(propertyName)} ${message}`, ...options },
      validator: {
        validate: (value: unknown) => {
          if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
          const values = Object.values(value);
          return values.length <= MOST_ENTRIES && values.every(fits);
        },
      },
    });
}
