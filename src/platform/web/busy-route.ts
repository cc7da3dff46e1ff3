import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import Fastify, { type FastifyRequest, type FastifyServerOptions } from 'fastify';
import { Metrics } from '../health/metrics.js';
import { Foreground } from '../jobs/foreground.js';
import { sendProblem } from './error.filter.js';
import { JSON_HEADERS } from './security.js';

/** A POST of JSON to `path`, as Fastify writes it, at the addresses `at`; `answer` is the whole answer. Nobody is asked who they are. */
export interface BusyRoute {
  path: string;
  at: RegExp;
  answer: (request: FastifyRequest) => Promise<string>;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Lets a route that takes thousands of requests a second be served by a Fastify of its own, on the same port, without what is done
 * around all others: cookies, guards, pipes, the headers of pages. Errors look the same and the figures are kept. What is not a POST
 * of JSON, and what comes while the server ends, is left to the application, which must have the route as well.
 */
export async function serveBeside(
  app: NestFastifyApplication,
  { path, at, answer }: BusyRoute,
  options: FastifyServerOptions,
): Promise<void> {
  const main = app.getHttpAdapter().getInstance();
  const beside = Fastify(options);
  const log = new Logger('Web');
  const foreground = app.get(Foreground);
  const { requests } = app.get(Metrics);
  beside.post(path, async (request, reply) => {
    foreground.entered();
    const body = await answer(request);
    return reply.headers(JSON_HEADERS).send(body);
  });
  beside.setErrorHandler((error, _request, reply) => sendProblem(error, reply.headers(JSON_HEADERS), log));
  beside.addHook('onResponse', (_request, reply, done) => {
    requests.observe({ method: 'POST', route: path, status: reply.statusCode }, reply.elapsedTime / 1_000);
    done();
  });
  await beside.ready();
  main.addHook('onClose', () => beside.close());

  const { server } = main;
  const [usual] = server.listeners('request') as Listener[];
  if (!usual) throw new Error('Fastify listens to its server in another way than serveBeside knows.');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const isOurs =
      request.method === 'POST' &&
      at.test(request.url ?? '') &&
      request.headers['content-type']?.startsWith('application/json') === true &&
      server.listening;
    if (isOurs) beside.routing(request, response);
    else usual.call(server, request, response);
  });
}
