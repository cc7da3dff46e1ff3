import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, type Observable, of, switchMap } from 'rxjs';
import { DataSource } from 'typeorm';
import { isPerson } from '../actor.js';
import { DomainError } from '../errors.js';
import { type ActorRequest, FOREIGN_POST } from './access.js';
import { idempotencyScope } from './idempotency-scope.js';

interface Kept {
  requestHash: string;
  status: number | null;
  response: unknown;
}

/** Put on an answer with a secret that is shown once: what is kept of it, and given when the request is sent again. */
export const KEPT_INSTEAD = Symbol('liaison:kept-instead');

/**
 * `Idempotency-Key` on POST: the same key and body get the first answer again, the same key with another body is
 * refused. The key is written in the use case's own transaction; keys are told apart by person.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly source: DataSource) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ActorRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string' || key.length === 0) return next.handle();
    // A hook knows its repeats by what they say, and not even a digest of a resident's data may be kept.
    if (Reflect.getMetadata(FOREIGN_POST, context.getHandler()) === true) return next.handle();
    if (key.length > 200) {
      throw new DomainError(
        'malformed',
        'invalid_input',
        'The Idempotency-Key is longer than 200 characters.',
      );
    }
    const actor = request.actor;
    const actorKey = actor && isPerson(actor) ? actor.membershipId : 'public';
    const body = Buffer.isBuffer(request.body) ? request.body : JSON.stringify(request.body ?? null);
    const requestHash = createHash('sha256').update(request.url).update('\n').update(body).digest('hex');
    const scope = { actorKey, key, requestHash, claimed: false };
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.find(actorKey, key)).pipe(
      switchMap((kept) => {
        if (kept) return of(replay(kept, requestHash, reply));
        return from(
          new Promise((resolve, reject) => {
            idempotencyScope.run(scope, () => {
              next.handle().subscribe({ next: resolve, error: reject });
            });
          }),
        ).pipe(switchMap((answer) => from(this.keep(actorKey, key, reply.statusCode, answer))));
      }),
    );
  }

  private async find(actorKey: string, key: string): Promise<Kept | undefined> {
    const rows = (await this.source.query(
      'select request_hash as "requestHash", status, response from idempotency_key where actor_key = $1 and key = $2',
      [actorKey, key],
    )) as Kept[];
    return rows[0];
  }

  private async keep(actorKey: string, key: string, status: number, answer: unknown): Promise<unknown> {
    const kept = (answer as { [KEPT_INSTEAD]?: unknown } | null | undefined)?.[KEPT_INSTEAD] ?? answer;
    await this.source.query(
      'update idempotency_key set status = $3, response = $4 where actor_key = $1 and key = $2',
      [actorKey, key, status, JSON.stringify(kept ?? null)],
    );
    return answer;
  }
}

function replay(kept: Kept, requestHash: string, reply: FastifyReply): unknown {
  if (kept.requestHash !== requestHash) {
    throw new DomainError(
      'invalid',
      'idempotency_key_reused',
      'This Idempotency-Key belongs to another request; use a new one.',
    );
  }
  if (kept.status === null) {
    throw new DomainError(
      'conflict',
      'idempotency_key_in_use',
      'The first request with this key is still being answered, or was cut off after its work was done; look before sending it again.',
    );
  }
  reply.status(kept.status).header('idempotent-replayed', 'true');
  return kept.response;
}
