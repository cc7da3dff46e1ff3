import 'reflect-metadata';
import { existsSync } from 'node:fs';
import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { Metrics } from './platform/health/metrics.js';
import { Foreground } from './platform/jobs/foreground.js';
import type { PlatformOptions } from './platform/platform.module.js';
import { setUpOpenApi } from './platform/web/open-api.js';
import { serveBeside } from './platform/web/busy-route.js';
import { setSecurityHeaders } from './platform/web/security.js';
import { publicFolder } from './platform/web/views.js';
import { keepRawBody } from './platform/web/raw-body.js';
import { BRANCH_HOOK, BranchHookController, RECEIVED } from './referrals/branch-hook.controller.js';
import { WaitingDownloads } from './referrals/waiting-downloads.js';

/** The largest body read: an agreement of 5 MB in base64, or an agency list three times the country's. */
export const BODY_LIMIT = 8 * 1_048_576;

/** The largest body of a hook, which is read before anybody knows who sends it: an event has a few kilobytes. */
export const HOOK_BODY_LIMIT = 262_144;

/** Builds the web application, ready to listen. Workers are started by whoever asks for it, through JobRunner. */
export async function createApp(
  options: PlatformOptions,
  logger: LoggerService | false,
): Promise<NestFastifyApplication> {
  const shared = {
    trustProxy: trusted(options.config.trustProxy) as boolean,
    routerOptions: { maxParamLength: 400 },
  };
  const adapter = new FastifyAdapter({
    ...shared,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(options), adapter, {
    logger,
    abortOnError: false,
  });
  app.enableShutdownHooks([]);
  await app.register(fastifyCookie as never);
  await app.register(fastifyMultipart as never, { limits: { fileSize: BODY_LIMIT } });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', (route) => {
    if (route.url.startsWith('/hooks/')) route.bodyLimit = HOOK_BODY_LIMIT;
    if (route.url.startsWith('/hooks/mail/')) route.preParsing = keepRawBody;
  });
  readAfterBursts(app);
  fastify.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  if (existsSync(publicFolder())) {
    await app.register(fastifyStatic as never, {
      root: publicFolder(),
      prefix: '/',
      index: false,
      wildcard: false,
      immutable: true,
      maxAge: '365d',
    });
  }
  setSecurityHeaders(app, options.config.isHttps);
  measure(app);
  countForeground(app);
  setUpOpenApi(app);
  const branch = app.get(BranchHookController);
  const answer = async (request: FastifyRequest): Promise<string> => {
    await branch.take(request);
    return RECEIVED;
  };
  await serveBeside(app, { ...BRANCH_HOOK, answer }, { ...shared, bodyLimit: HOOK_BODY_LIMIT });
  return app;
}

/** The same rooms without a route between them, for who calls them directly: a third of the time to start is spent on routes. */
export function createContext(
  options: PlatformOptions,
  logger: LoggerService | false,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(AppModule.with(options), { logger, abortOnError: false });
}

/**
 * Whose X-Forwarded-For is believed: the first `hops` before us. Fastify takes no number here, since it cannot know whether
 * somebody reaches the process past the proxies; whoever sets TRUST_PROXY says that nobody does.
 */
function trusted(hops: number | boolean): boolean | ((address: string, hop: number) => boolean) {
  return typeof hops === 'number' ? (_address, hop) => hop < hops : hops;
}

/** A program that sends downloads and asks at once how many count finds them decided. */
function readAfterBursts(app: NestFastifyApplication): void {
  const waiting = app.get(WaitingDownloads);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      if (waiting.busy && request.method === 'GET' && request.url.startsWith('/api/'))
        void waiting.caughtUp().then(() => done());
      else done();
    });
}

function countForeground(app: NestFastifyApplication): void {
  const foreground = app.get(Foreground);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, _reply, done) => {
      foreground.entered();
      done();
    });
}

function measure(app: NestFastifyApplication): void {
  const { requests } = app.get(Metrics);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'unknown';
      requests.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1_000,
      );
    });
}
