import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { DomainError } from '../errors.js';

/** Query of every list: `limit` 1 to 200 (default 50) and an opaque `cursor` from the answer before. */
export class ListQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit: number = 50;
  @IsOptional() @IsString() @MaxLength(600) cursor?: string;
}

export interface Listed<T> {
  data: T[];
  nextCursor: string | null;
}

/**
 * Cuts a page out of rows fetched with `limit + 1`: nothing is counted, the last row's key is the next cursor.
 */
export function keysetPage<T>(rows: T[], limit: number, key: (row: T) => unknown[]): Listed<T> {
  const data = rows.slice(0, limit);
  const last = data[data.length - 1];
  return { data, nextCursor: rows.length > limit && last ? encodeCursor(key(last)) : null };
}

export function encodeCursor(key: unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The key parts of a cursor, or null when there is none. Throws `invalid_cursor` (400) for anything we did not make. */
export function decodeCursor(cursor: string | undefined, parts?: number): (string | number | null)[] | null {
  if (!cursor) return null;
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    const plain =
      Array.isArray(key) && key.every((part) => part === null || ['string', 'number'].includes(typeof part));
    if (plain && (parts === undefined || (key as unknown[]).length === parts))
      return key as (string | number | null)[];
  } catch {
    // Falls through to the refusal below.
  }
  throw new DomainError(
    'malformed',
    'invalid_cursor',
    'The cursor is not one of ours; begin the list again without it.',
    {
      errors: [{ field: 'cursor', message: 'Leave it out to begin at the start.' }],
    },
  );
}
