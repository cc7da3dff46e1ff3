import { pipeline, Transform, type TransformCallback } from 'node:stream';
import type { FastifyRequest, preParsingHookHandler } from 'fastify';

const RAW = Symbol('liaison:raw-body');

/** Keeps the bytes of a body beside what is parsed from them, for hooks whose signatures are made over the bytes. */
export const keepRawBody: preParsingHookHandler = (request, _reply, payload, done) => {
  const chunks: Buffer[] = [];
  const copy = new Transform({
    transform(chunk: Buffer, _encoding, next: TransformCallback) {
      chunks.push(chunk);
      next(null, chunk);
    },
    flush(next: TransformCallback) {
      (request as unknown as Record<symbol, Buffer>)[RAW] = Buffer.concat(chunks);
      next();
    },
  });
  // A body that breaks off is the parser's to refuse.
  pipeline(payload, copy, () => undefined);
  done(null, copy);
};

/** The bytes of the body; empty where none were kept. */
export function rawBodyOf(request: FastifyRequest): Buffer {
  return (request as unknown as Record<symbol, Buffer | undefined>)[RAW] ?? Buffer.alloc(0);
}
