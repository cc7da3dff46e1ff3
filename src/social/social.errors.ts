import { DomainError, notFound } from '../platform/errors.js';

/** A picture's master, or what was to be drawn with it, is refused; the sentence says why and what to do. */
export const masterRefused = (code: string, message: string): DomainError =>
  new DomainError('invalid', code, message, { errors: [{ field: 'file', message, code }] });

export const noSuchMaster = (): DomainError => notFound('picture master');
export const noSuchPicture = (): DomainError => notFound('picture');

/** A text cannot be drawn into its slot. */
export class NotDrawable extends Error {}
