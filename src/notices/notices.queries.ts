import { Injectable } from '@nestjs/common';
import type { PersonActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { keysetPage, type Listed } from '../platform/web/keyset.js';
import { kindsFor, type Way, waysOf } from './notice-kinds.js';

/** One thing somebody is told of. */
export interface NoticeRow {
  id: string;
  kind: string;
  summary: string;
  path: string;
  actorName: string;
  departmentName: string | null;
  createdAt: Date;
  readAt: Date | null;
}

export interface Choice {
  kind: string;
  words: string;
  way: Way;
  ways: readonly Way[];
  mailedAnyway: boolean;
}

/** Mail of the day leaves at this local hour unless somebody chose another. */
export const USUAL_HOUR = 8;
/** Beyond this the bell only says that there are many. */
const MOST_COUNTED = 100;

/**
 * One person's notices, of the side they act for at the moment. A department's are kept to its own shared things by row-level
 * security; whose they are is asked here.
 */
@Injectable()
export class NoticesQueries {
  /** The latest first; `before` is the last id seen. */
  async list(
    tx: Tx,
    actor: PersonActor,
    { unread, before, limit }: { unread: boolean; before: string | null; limit: number },
  ): Promise<Listed<NoticeRow>> {
    const rows = await tx.query<NoticeRow>(
      `select n.id, n.kind, n.summary, n.path, e.actor_name as "actorName", d.name as "departmentName",
              n.created_at as "createdAt", n.read_at as "readAt"
         from notice n join domain_event e on e.id = n.event_id left join department d on d.id = e.department_id
        where n.person_id = $1 and (n.department_id is null) = $2
          and (not $3 or n.read_at is null) and ($4::uuid is null or n.id < $4)
        order by n.id desc limit $5`,
      [actor.personId, actor.side === 'vendor', unread, before, limit + 1],
    );
    return keysetPage(rows, limit, ({ id }) => [id]);
  }

  /** How many wait, up to a hundred. */
  async unread(tx: Tx, actor: PersonActor): Promise<number> {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int as count from (
         select from notice where person_id = $1 and (department_id is null) = $2 and read_at is null
          limit ${MOST_COUNTED}) waiting`,
      [actor.personId, actor.side === 'vendor'],
    );
    return row?.count ?? 0;
  }

  /** What can concern this role, and how the person wants to be told. */
  async choices(tx: Tx, actor: PersonActor): Promise<{ choices: Choice[]; hour: number }> {
    const { rows, hour } = await tx.asApp('choices are the person’s own', async () => ({
      rows: await tx.query<{ kind: string; way: Way }>(
        'select kind, way from notice_choice where person_id = $1',
        [actor.personId],
      ),
      hour: await tx.one<{ hour: number }>('select hour from notice_hour where person_id = $1', [
        actor.personId,
      ]),
    }));
    const chosen = new Map(rows.map(({ kind, way }) => [kind, way]));
    const choices = kindsFor(actor.role).map((one) => ({
      kind: one.kind,
      words: one.words,
      way: chosen.get(one.kind) ?? one.usual,
      ways: waysOf(one),
      mailedAnyway: one.mailedAnyway ?? false,
    }));
    return { choices, hour: hour?.hour ?? USUAL_HOUR };
  }
}
