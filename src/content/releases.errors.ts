import { DomainError, notFound } from '../platform/errors.js';

export const releaseTimePast = (): DomainError =>
  new DomainError(
    'invalid',
    'release_time_past',
    'This time has passed. Choose a later one, or release it now.',
    {
      errors: [{ field: 'time', message: 'Choose a time that is still to come.', code: 'release_time_past' }],
    },
  );

export const beforeEmbargo = (until: string): DomainError =>
  new DomainError(
    'invalid',
    'embargoed',
    `The embargo stands until ${until}. Choose that time or a later one.`,
    {
      errors: [{ field: 'time', message: `Not before ${until}.`, code: 'embargoed' }],
    },
  );

export const noReleaseTime = (): DomainError =>
  new DomainError('conflict', 'no_release_time', 'No release time waits for this text. Load the page again.');

export const pictureExpired = (on: string): DomainError =>
  new DomainError(
    'invalid',
    'picture_expired',
    `A picture of this text may be used until ${on} only. Put another in its place and send the text for approval.`,
  );

export const pictureRightsMissing = (): DomainError =>
  new DomainError(
    'invalid',
    'picture_rights_missing',
    'Nobody has said what allows the use of a picture in this text, or somebody shown has not agreed. Add the picture again with both.',
  );

export const notPrintable = (): DomainError =>
  new DomainError(
    'invalid',
    'not_printable',
    'The text holds signs the printed faces do not have. Export it as Word, page or plain text.',
  );

export const noRedline = (): DomainError =>
  new DomainError(
    'invalid',
    'nothing_to_compare',
    'There is no earlier text to compare with. Name two revisions with from and to.',
  );

export const noSuchCaption = (): DomainError => notFound('caption');

export const captionRefused = (why: string): DomainError =>
  new DomainError('invalid', 'caption_refused', why);

export const noReceipt = (): DomainError =>
  new DomainError(
    'conflict',
    'nothing_to_confirm',
    'There is nothing to confirm here any more. Load the page again.',
  );

export const kitEmpty = (): DomainError =>
  new DomainError(
    'invalid',
    'kit_empty',
    'No post of this partnership may go out yet. Once one is approved, the kit holds it.',
  );
