import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Actor } from '../actor.js';
import { Clock } from '../clock.js';
import { pgErrorOf } from '../errors.js';
import { claimIdempotencyKey, idempotencyKeyClaimed } from '../web/idempotency-scope.js';
import { databaseRole, type EventRecorder, Tx } from './tx.js';

export const EVENT_RECORDER = Symbol('EVENT_RECORDER');
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 4;

/**
 * The only way to the database. `run` is one use case, one transaction; `read` is the same door for questions.
 * The actor decides the database role, so that row-level security, not only code, keeps departments apart.
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly source: DataSource,
    private readonly clock: Clock,
    @Inject(EVENT_RECORDER) private readonly events: EventRecorder,
  ) {}

  /** Runs the work in one transaction; a deadlock or serialisation failure runs it again, up to three times. */
  async run<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await this.transaction(actor, false, async (tx) => {
          await claimIdempotencyKey(tx);
          return work(tx);
        });
        idempotencyKeyClaimed();
        return result;
      } catch (error) {
        if (attempt >= ATTEMPTS || !RETRYABLE.has(pgErrorOf(error).code ?? '')) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
      }
    }
  }

  /** Answers a question from one consistent snapshot; the database refuses any write. */
  read<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transaction(actor, true, work);
  }

  private async transaction<T>(actor: Actor, readOnly: boolean, work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    await runner.connect();
    try {
      await runner.startTransaction();
      await stepDown(runner, actor, readOnly);
      const result = await work(new Tx(actor, this.clock.now(), runner.manager, this.events));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      await rollback(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/** A connection that cannot even roll back is dead; the pool drops it, and the first error is the one that matters. */
async function rollback(runner: QueryRunner): Promise<void> {
  await runner.rollbackTransaction().catch(() => undefined);
}

/** One round trip sets role, department and read-only, all local to the transaction; none where none is needed. */
async function stepDown(runner: QueryRunner, actor: Actor, readOnly: boolean): Promise<void> {
  const settings: [string, string][] = [];
  const role = databaseRole(actor);
  if (actor.side === 'department') settings.push(['liaison.department_id', actor.departmentId]);
  if (role !== 'liaison_app') settings.push(['role', role]);
  if (readOnly) settings.push(['transaction_read_only', 'on']);
  if (settings.length === 0) return;
  const calls = settings.map((_, i) => `set_config($${2 * i + 1}, $${2 * i + 2}, true)`).join(', ');
  await runner.query(`select ${calls}`, settings.flat());
}
