import 'reflect-metadata';

export interface ScheduledMark {
  name: string;
  everySeconds: number;
  /** What is due depends on the day and the hour; such work moves a story on whose clock is set step by step. */
  byCalendar?: boolean;
}

export const SCHEDULED = Symbol('liaison:scheduled');

/**
 * Marks a method the workers run again and again, one at a time over all processes. It must look for what is due
 * rather than trust that it was called on time: a missed run is made up for by the next one.
 */
export function Scheduled(name: string, options: Omit<ScheduledMark, 'name'>): MethodDecorator {
  return (_target, _key, descriptor) => {
    const marks =
      (Reflect.getMetadata(SCHEDULED, descriptor.value as object) as ScheduledMark[] | undefined) ?? [];
    Reflect.defineMetadata(SCHEDULED, [...marks, { name, ...options }], descriptor.value as object);
  };
}
