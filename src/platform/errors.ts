export type ErrorKind = 'malformed' | 'invalid' | 'forbidden' | 'not_found' | 'conflict' | 'gone';

export interface FieldError {
  field: string;
  message: string;
  code?: string;
}

/**
 * A refusal in the product's own words. `code` is stable for programs, `message` says what to do next, and neither
 * repeats input values back. One filter maps it to a page or to application/problem+json (RFC 9457).
 */
export class DomainError extends Error {
  readonly errors: FieldError[];

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    options: { errors?: FieldError[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'DomainError';
    this.errors = options.errors ?? [];
  }
}

/** HTTP status of each kind of refusal. */
export const STATUS_OF: Record<ErrorKind, number> = {
  malformed: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  invalid: 422,
};

/** Nothing here by that name, or nothing you may see: the two are told apart for nobody. */
export function notFound(what = 'record'): DomainError {
  return new DomainError('not_found', 'not_found', `There is no such ${what}, or you may not see it.`);
}

/** A rep whose view is limited tried to give work away to where they could not see it. */
export function beyondReach(): DomainError {
  return new DomainError(
    'forbidden',
    'beyond_reach',
    'Your view is limited to your own or your team’s work, and this would take it out of your sight. Ask somebody who sees all pitches to hand it over.',
  );
}

interface PgError {
  code?: string;
  constraint?: string;
  driverError?: PgError;
}

/** The Postgres error beneath a TypeORM or pg error: its SQLSTATE and the constraint's name. */
export function pgErrorOf(error: unknown): { code?: string; constraint?: string } {
  const outer = error as PgError | undefined;
  const inner = outer?.driverError ?? outer;
  return { code: inner?.code, constraint: inner?.constraint };
}

/** How a connection says that it is not there: refused, lost, or nobody at that address. */
const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What the driver says of a connection that ended under it; these errors carry no code. */
const ENDED =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying)/;

/** Whether an error means that the database is away for now: unreachable, shutting down, starting, or full. */
export function isDatabaseAway(error: unknown): boolean {
  const code = String(pgErrorOf(error).code ?? '');
  // Classes 08 (connection) and 57P (operator intervention), 53300 (too many connections).
  if (code.startsWith('08') || code.startsWith('57P') || code === '53300' || LOST.has(code)) return true;
  return error instanceof Error && ENDED.test(error.message);
}

/**
 * Turns the violation of a named constraint into the room's own error; anything else is thrown on as it was.
 * Uniqueness lives in Postgres, so this is where a race becomes a sentence.
 */
export function onConflict(error: unknown, constraint: string, make: () => DomainError): never {
  const pg = pgErrorOf(error);
  if (pg.constraint === constraint) throw make();
  throw error;
}
