import { DomainError } from '../platform/errors.js';
import { reasonInWords } from './decide.js';

export const alreadySent = (): DomainError =>
  new DomainError(
    'conflict',
    'already_sent',
    'This month’s reminder has already been sent. One a month is the most.',
  );

/** What stands in the way even of a person: an ended program, nobody to write to, an opt-out. */
export const cannotSend = (reason: string): DomainError =>
  new DomainError('invalid', reason, `${reasonInWords(reason)}: the reminder cannot be sent.`);

export const ruleInvalid = (): DomainError =>
  new DomainError(
    'malformed',
    'invalid_input',
    'Choose a day of the month, the last day, or a weekday such as the first Tuesday.',
    {
      errors: [
        {
          field: 'rule',
          message: 'Give dayOfMonth (1-31), or last: true, or weekday (1 = Monday … 7) with nth (1-5).',
        },
      ],
    },
  );

/** Something the template needs is missing; the sentence says what. */
export const cannotBeWritten = (fault: string): DomainError =>
  new DomainError('invalid', 'cannot_be_written', fault);

export const quietIncomplete = (): DomainError =>
  new DomainError('malformed', 'invalid_input', 'Quiet hours begin at one hour and end at another.', {
    errors: [{ field: 'quietUntil', message: 'Give both hours, or leave both empty.' }],
  });

/** It would wait every month for the hour somebody did not choose. */
export const hourIsQuiet = (): DomainError =>
  new DomainError('malformed', 'invalid_input', 'The hour of the reminder lies in the quiet hours.', {
    errors: [{ field: 'hour', message: 'Choose an hour outside of the quiet hours, or change those.' }],
  });

export const postInFuture = (): DomainError =>
  new DomainError('invalid', 'date_in_future', 'That day has not come yet. Enter the day you posted.', {
    errors: [{ field: 'postedOn', message: 'Enter today or a day before.' }],
  });

export const postBeforeProgram = (): DomainError =>
  new DomainError(
    'invalid',
    'dates_out_of_order',
    'That is before the program began. Enter the day you posted.',
    {
      errors: [{ field: 'postedOn', message: 'Enter a day since the agreement was signed.' }],
    },
  );

/** A link that was altered, or that we never made. */
export const linkUnknown = (): DomainError =>
  new DomainError(
    'not_found',
    'not_found',
    'This link is not complete. Open it again from the reminder’s mail.',
  );
