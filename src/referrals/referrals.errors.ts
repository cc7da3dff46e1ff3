import { DomainError } from '../platform/errors.js';

export const aliasTaken = (): DomainError =>
  new DomainError('conflict', 'alias_taken', 'Another department holds this link for ever. Choose another.', {
    errors: [{ field: 'alias', message: 'Taken by another department. Choose another.' }],
  });

export const keywordTaken = (): DomainError =>
  new DomainError(
    'conflict',
    'keyword_taken',
    'Another department holds this keyword for ever. Choose another.',
    {
      errors: [{ field: 'keyword', message: 'Taken by another department. Choose another.' }],
    },
  );

export const keywordReserved = (): DomainError =>
  new DomainError(
    'invalid',
    'keyword_reserved',
    'Phone carriers act on this word themselves. Choose another keyword.',
    {
      errors: [{ field: 'keyword', message: 'Phone carriers act on this word themselves. Choose another.' }],
    },
  );

export const codeMalformed = (field: 'alias' | 'keyword'): DomainError =>
  new DomainError('invalid', `${field}_malformed`, SHAPES[field], {
    errors: [{ field, message: SHAPES[field] }],
  });

const SHAPES = {
  alias: 'A link has 3 to 40 small letters, digits and hyphens.',
  keyword: 'A keyword has 3 to 20 capital letters and digits.',
};

export const aliasUnknown = (): DomainError =>
  new DomainError('invalid', 'alias_unknown', 'No department holds this link. Choose one that is reserved.', {
    errors: [{ field: 'alias', message: 'No department holds this link.' }],
  });

export const notQuarantined = (): DomainError =>
  new DomainError(
    'invalid',
    'not_quarantined',
    'Only a download with an unknown code can be assigned; this one came with its own link.',
  );

export const downloadNotFound = (): DomainError =>
  new DomainError('not_found', 'not_found', 'There is no such download, or it is not yours to see.');

/** A hook that is not configured and a wrong secret look the same from outside. */
export const noSuchHook = (): DomainError =>
  new DomainError('not_found', 'not_found', 'There is nothing here.');

export const notAnObject = (): DomainError =>
  new DomainError('malformed', 'invalid_input', 'The body must be a JSON object.');

export const notSignedByTwilio = (): DomainError =>
  new DomainError(
    'forbidden',
    'signature_invalid',
    'The signature is missing or does not match. PUBLIC_URL and TWILIO_AUTH_TOKEN must be what Twilio calls and signs with.',
  );

export const programEnded = (): DomainError =>
  new DomainError(
    'gone',
    'program_ended',
    'This program has ended. Downloads through this link no longer count for the police department that shared it.',
  );

/** The link of a program that is over: it leads nowhere, and is not to be put on walls. */
export const linkEnded = (): DomainError =>
  new DomainError('gone', 'ended', 'This program has ended, so there is no poster for its link any more.');

export const noSuchLink = (): DomainError =>
  new DomainError('not_found', 'not_found', 'There is no such link. Check the address for a typing mistake.');

/** Terms do not recount the past by themselves. */
export const termsTouchPast = (): DomainError =>
  new DomainError(
    'invalid',
    'terms_touch_past',
    'Downloads since that day were decided under other terms. Begin today or later, or have an admin see the preview of a recount and confirm it.',
    {
      errors: [
        { field: 'from', message: 'Downloads since that day were decided already. Begin today or later.' },
      ],
    },
  );

/** What was previewed is not what would be done now. */
export const previewOutdated = (): DomainError =>
  new DomainError(
    'conflict',
    'preview_outdated',
    'This is not what was previewed, or downloads, devices or terms have changed since. Look at the preview again and confirm that.',
  );
