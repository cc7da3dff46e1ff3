import { DomainError } from '../../platform/errors.js';

const invalid = (code: string, message: string, field?: string): DomainError =>
  new DomainError('invalid', code, message, field ? { errors: [{ field, message }] } : {});

/** Names the SKU, which may be another than the one the department earned. */
export const outOfStock = (sku: string): DomainError =>
  invalid(
    'out_of_stock',
    `By the count no ${sku} is on hand, so none can leave. Record what came in, or count the shelf again.`,
    'sku',
  );

export const notCounted = (): DomainError =>
  invalid(
    'not_counted',
    'Nobody has counted this SKU yet. Count what is on the shelf first; movements follow from there.',
  );

export const moreThanOnHand = (): DomainError =>
  invalid(
    'more_than_on_hand',
    'That is more than is on hand. Enter fewer, or count the shelf again.',
    'units',
  );

export const tooMany = (field: string): DomainError =>
  invalid('too_many', 'At most 1,000,000 of a SKU can be on hand. Check the figure.', field);

export const reasonMissing = (): DomainError =>
  invalid('reason_required', 'Say why devices are written off.', 'reason');

export const skuUnknown = (): DomainError =>
  invalid('sku_unreadable', 'A SKU is 1 to 60 letters, digits, spaces and . - _ /', 'sku');

export const dayToCome = (): DomainError =>
  invalid('date_in_future', 'That day has not come yet. Enter today or a day before.', 'occurredOn');

/** Somebody else, or a shipment, moved this SKU since the shelf was counted. */
export const stockMoved = (): DomainError =>
  new DomainError(
    'conflict',
    'stock_moved',
    'This SKU has moved since you opened the page. Look at the latest movements, then count again.',
  );
