import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

/** Names of fields whose values never reach a log, wherever they stand in what is logged. */
export const REDACTED = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'email',
  'address',
  'phone',
  'shipTo',
  'body',
  'url',
  'from',
  'to',
  'ip',
  'smtpUrl',
  'databaseUrl',
  'redisUrl',
  'secretKey',
];

const EMAIL = /[\w.+-]+@[\w-]+\.[\w.-]+/g;
const PHONE = /(?<![\w-])(?:\+?\d{1,2}[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\w-])/g;
const CREDENTIALS = /\b([a-z][a-z+]*:\/\/)[^\s/@]+@/gi;
const BEARER = /\b(Bearer\s+)[\w.~+/-]+=*/gi;
const SECRET_PATH =
  /(\/(?:hooks\/\w+|setup|sign-in|invitations|u|we-posted|quote|calendar)\/)[\w.~-]{8,}(?:\?\S*)?/g;

/** Takes addresses, numbers, credentials and link secrets out of a line of text. */
export function redactText(text: string): string {
  return text
    .replace(CREDENTIALS, '$1[redacted]@')
    .replace(BEARER, '$1[redacted]')
    .replace(SECRET_PATH, '$1[redacted]')
    .replace(EMAIL, '[address]')
    .replace(PHONE, '[number]');
}

/** The process's log: one JSON line per entry on standard output. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths, censor: '[redacted]' },
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: {
      logMethod(this: Logger, args: unknown[], method: (...rest: unknown[]) => void): void {
        method.apply(
          this,
          args.map((value) => (typeof value === 'string' ? redactText(value) : value)),
        );
      },
    },
  };
  return destination ? pino(options as never, destination) : pino(options as never);
}

const WIRING = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** Lets Nest's own messages go the same way. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    // Every route at every start is noise to who runs this; it is there at LOG_LEVEL=debug.
    const level = context && WIRING.has(context) ? 'debug' : 'info';
    this.logger[level]({ context }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? redactText(rest[0]) : undefined;
    this.logger.error({ context: rest[rest.length - 1], stack }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
  fatal(message: unknown, context?: string): void {
    this.logger.fatal({ context }, String(message));
  }
}
