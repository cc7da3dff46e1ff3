import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Actor } from '../actor.js';
import { Clock } from '../clock.js';
import { beyondReach, pgErrorOf } from '../errors.js';
import { claimIdempotencyKey, idempotencyKeyClaimed } from '../web/idempotency-scope.js';
import { alongsideCommitted, withAlongside } from './alongside.js';
import { prepared } from './prepared.js';
import { type Asking, databaseRole, type EventRecorder, type Plans, Tx } from './tx.js';

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
    const result = await retried(() =>
      this.write(actor, async (tx) => {
        await claimIdempotencyKey(tx);
        return withAlongside(work)(tx);
      }),
    );
    idempotencyKeyClaimed();
    alongsideCommitted();
    return result;
  }

  /**
   * Answers a question as the actor may see things; the database refuses any write. With `generic` plans, a prepared statement
   * is planned once for all values: for statements whose plan takes longer to make than to run.
   */
  async read<T>(
    actor: Actor,
    work: (tx: Tx) => Promise<T>,
    { plans = 'by_value' }: { plans?: Plans } = {},
  ): Promise<T> {
    const runner = this.source.createQueryRunner();
    const client = (await runner.connect()) as pg.ClientBase;
    try {
      await client.query(opening(actor, plans));
      const result = await work(this.tx(actor, runner, client, plans));
      // Nothing was written, so nobody has to wait for the end.
      void end(client, runner);
      return result;
    } catch (error) {
      await end(client, runner);
      throw error;
    }
  }

  /**
   * One question that is the product's own (whose token is this?), as liaison_app and without a transaction: a single
   * statement is its own snapshot, and it is prepared once per connection. Every request asks it, so it is one round trip.
   */
  async ask<R>(sql: string, params: unknown[]): Promise<R[]> {
    const runner = this.source.createQueryRunner();
    try {
      return await prepared<R>((await runner.connect()) as pg.ClientBase, sql, params);
    } finally {
      await runner.release();
    }
  }

  /**
   * One statement that writes what the product itself takes in, as liaison_app: a single statement is its own transaction, and with
   * many small ones each round trip counts. Run again like `run`.
   */
  single<R>(sql: string, params: unknown[]): Promise<R[]> {
    return retried(() => this.ask<R>(sql, params));
  }

  /**
   * Answers a question that is one prepared statement, as the actor may see things. A single statement is its own
   * snapshot, so an actor the database need not be told about (the vendor without limits) gets no transaction at all.
   */
  async glance<T>(actor: Actor, work: (ask: Asking) => Promise<T>): Promise<T> {
    if (settingsOf(actor).length > 0) return this.read(actor, work);
    const prepared = <R>(sql: string, params: unknown[] = []): Promise<R[]> => this.ask<R>(sql, params);
    return work({ now: this.clock.now(), prepared });
  }

  private async write<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const client = (await runner.connect()) as pg.ClientBase;
    try {
      await runner.startTransaction();
      const settings = settingsOf(actor);
      if (settings.length > 0) await client.query(setting(settings));
      const result = await work(this.tx(actor, runner, client));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      await rollback(runner);
      // What a limited rep may not see afterwards, it may not write.
      if (databaseRole(actor) === 'liaison_limited' && pgErrorOf(error).code === '42501') throw beyondReach();
      throw error;
    } finally {
      await runner.release();
    }
  }

  private tx(actor: Actor, runner: QueryRunner, client: pg.ClientBase, plans?: Plans): Tx {
    return new Tx(actor, this.clock.now(), runner.manager, this.events, client, plans);
  }
}

/** Runs something again that lost against another transaction: up to three times, after a moment. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRYABLE.has(pgErrorOf(error).code ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

/** A connection that cannot even roll back is dead; the pool drops it, and the first error is the one that matters. */
async function rollback(runner: QueryRunner): Promise<void> {
  await runner.rollbackTransaction().catch(() => undefined);
}

/** Ends a transaction that only read, whatever became of it, and gives its connection back. */
async function end(client: pg.ClientBase, runner: QueryRunner): Promise<void> {
  await client.query('rollback').catch(() => undefined);
  await runner.release().catch(() => undefined);
}

/** What tells the database who acts: the role, and whatever row-level security asks for. None for the vendor. */
function settingsOf(actor: Actor): [name: string, value: string][] {
  const settings: [string, string][] = [];
  const role = databaseRole(actor);
  if (actor.side === 'department') settings.push(['liaison.department_id', actor.departmentId]);
  if (actor.side === 'department' && actor.family)
    settings.push(['liaison.department_family', `{${actor.family.join(',')}}`]);
  if (actor.side === 'vendor' && actor.reach)
    settings.push(['liaison.reach_people', `{${actor.reach.join(',')}}`]);
  if (role !== 'liaison_app') settings.push(['role', role]);
  return settings;
}

/** Begin, role and settings in one round trip, all local to the transaction. */
function opening(actor: Actor, plans: Plans): string {
  const settings = settingsOf(actor);
  if (plans === 'generic') settings.push(['plan_cache_mode', 'force_generic_plan']);
  return `begin read only${settings.length > 0 ? `; ${setting(settings)}` : ''}`;
}

function setting(settings: [name: string, value: string][]): string {
  const calls = settings.map(
    ([name, value]) => `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`,
  );
  return `select ${calls.join(', ')}`;
}
