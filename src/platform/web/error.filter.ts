import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Injectable,
  Logger,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError, type FieldError, isDatabaseAway, pgErrorOf, STATUS_OF } from '../errors.js';
import type { ActorRequest } from './access.js';
import { PageView } from './page.js';
import { PageRenderer } from './page-renderer.js';

interface Problem {
  status: number;
  code: string;
  detail: string;
  errors: FieldError[];
}

const TITLES: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not allowed',
  409: 'Something changed meanwhile',
  410: 'Ended',
  413: 'Too large',
  415: 'Not a type we read',
  422: 'Refused by a rule',
  429: 'Too many tries',
  500: 'Something broke here',
  503: 'Not ready',
};

/** The one place where an error becomes an answer: problem+json (RFC 9457) for programs, a page for people. */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
  private readonly log = new Logger('Web');

  constructor(private readonly renderer: PageRenderer) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<ActorRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const problem = problemOf(error);
    // A route that hands out a file has said so beforehand; an error saved as that file would be read by nobody.
    reply.removeHeader('content-disposition').removeHeader('content-type');
    if (wantsPage(request)) {
      prepare(error, problem, reply, this.log);
      return this.sendPage(request, reply, problem);
    }
    sendProblem(error, reply, this.log);
  }

  private async sendPage(request: ActorRequest, reply: FastifyReply, problem: Problem): Promise<void> {
    if (problem.status === 401) {
      const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.url)}` : '';
      reply.status(303).header('location', `/sign-in${next}`).send('');
      return;
    }
    const known = [403, 404, 410, 422, 429, 500, 503];
    const template = `errors/${known.includes(problem.status) ? problem.status : problem.status < 500 ? 422 : 500}`;
    const data = {
      status: problem.status,
      heading: TITLES[problem.status] ?? 'Refused',
      detail: problem.detail,
      code: problem.code,
      fieldErrors: problem.errors,
    };
    const layout = problem.status >= 500 ? ('plain' as const) : undefined;
    try {
      const view = new PageView(template, data, {
        status: problem.status,
        title: data.heading,
        ...(layout ? { layout } : {}),
      });
      reply.send(await this.renderer.send(request, reply, view));
    } catch (again) {
      // The frame itself needs the database; with that away, plain words are still an answer.
      this.log.error(again instanceof Error ? again.message : String(again));
      reply
        .status(problem.status)
        .type('text/plain; charset=utf-8')
        .send(`${data.heading}. ${problem.detail}`);
    }
  }
}

/** The answer to a program: a problem as of RFC 9457. What broke here goes into the log. */
export function sendProblem(error: unknown, reply: FastifyReply, log: Logger): void {
  const problem = problemOf(error);
  prepare(error, problem, reply, log);
  reply
    .status(problem.status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: TITLES[problem.status] ?? 'Refused',
      status: problem.status,
      detail: problem.detail,
      code: problem.code,
      ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
    });
}

function prepare(error: unknown, { status }: Problem, reply: FastifyReply, log: Logger): void {
  if (status >= 500) log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (status === 429 || status === 503) reply.header('retry-after', '30');
}

/** Programs get JSON under /api and /hooks, and wherever they ask for it. */
export function wantsPage(request: ActorRequest): boolean {
  if (/^\/+(api|hooks)(\/|$|\?)/i.test(request.url)) return false;
  return (request.headers.accept ?? '').includes('text/html');
}

function problemOf(error: unknown): Problem {
  if (error instanceof DomainError) {
    const status = error.code === 'body_too_large' ? 413 : STATUS_OF[error.kind];
    return { status, code: error.code, detail: error.message, errors: error.errors };
  }
  const status = statusOf(error);
  return { status, code: codeOf(status), detail: detailOf(status), errors: [] };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // Come back later.
  if (isDatabaseAway(error)) return 503;
  const pg = pgErrorOf(error).code ?? '';
  // Text that is no UUID, a number out of range, a NUL in a text: the caller's doing, not ours.
  if (['22P02', '22003', '22021', '22007', '22008'].includes(pg)) return 400;
  const own = (error as { statusCode?: number }).statusCode;
  return typeof own === 'number' && own >= 400 && own < 500 ? own : 500;
}

function codeOf(status: number): string {
  const codes: Record<number, string> = {
    400: 'malformed',
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not_found',
    405: 'method_not_allowed',
    413: 'body_too_large',
    415: 'unsupported_media_type',
    429: 'too_many_requests',
    503: 'not_ready',
  };
  return codes[status] ?? (status < 500 ? 'refused' : 'internal_error');
}

function detailOf(status: number): string {
  const details: Record<number, string> = {
    400: 'The request is not well formed; check its syntax and its Content-Type.',
    401: 'Sign in, or send a token: Authorization: Bearer …',
    403: 'Your role does not allow this. Ask an admin if it should.',
    404: 'There is nothing here, or you may not see it.',
    413: 'The body is too large; send less at once.',
    415: 'This Content-Type is not read here; send application/json.',
    429: 'Wait a little and try again.',
    503: 'The database is not answering; try again in half a minute.',
  };
  return (
    details[status] ??
    (status < 500
      ? 'The request was refused.'
      : 'It is in the log. Try again; if it happens twice, tell the person who runs this installation.')
  );
}
