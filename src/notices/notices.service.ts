import { Injectable } from '@nestjs/common';
import type { PersonActor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { kindsFor, type Way, waysOf } from './notice-kinds.js';
import { wayUnknown } from './notices.errors.js';

/** What a person does with their notices: reads them, and says how they want to be told. */
@Injectable()
export class NoticesService {
  constructor(private readonly uow: UnitOfWork) {}

  /** Marks one as read and says where it leads; again, it changes nothing. 404 for anybody else's. */
  read(actor: PersonActor, id: string): Promise<string> {
    return this.uow.run(actor, async (tx) => {
      const notice = isId(id)
        ? await tx.one<{ path: string }>(
            'select path from notice where id = $1 and person_id = $2 and (department_id is null) = $3',
            [id, actor.personId, actor.side === 'vendor'],
          )
        : undefined;
      if (!notice) throw notFound('notice');
      await tx.query('update notice set read_at = $2 where id = $1 and read_at is null', [id, tx.now]);
      return notice.path;
    });
  }

  /** Marks everything as read that is there now. */
  readAll(actor: PersonActor): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      await tx.query(
        `update notice set read_at = $3 where person_id = $1 and (department_id is null) = $2 and read_at is null`,
        [actor.personId, actor.side === 'vendor', tx.now],
      );
    });
  }

  /** Sets the given kinds and the hour of the daily mail; kinds left out stay as they are. 422 naming the field. */
  choose(actor: PersonActor, choices: Record<string, Way>, hour: number | null): Promise<void> {
    const offered = new Map(kindsFor(actor.role).map((one) => [one.kind, one]));
    for (const [kind, way] of Object.entries(choices)) {
      const known = offered.get(kind);
      if (!known || !waysOf(known).includes(way)) throw wayUnknown(kind);
    }
    return this.uow.run(actor, (tx) =>
      tx.asApp('choices are the person’s own', async () => {
        await tx.query(
          `insert into notice_choice (person_id, kind, way, changed_at)
           select $1, kind, way, $4 from unnest($2::text[], $3::text[]) c (kind, way)
           on conflict (person_id, kind) do update set way = excluded.way, changed_at = excluded.changed_at`,
          [actor.personId, Object.keys(choices), Object.values(choices), tx.now],
        );
        if (hour === null) return;
        await tx.query(
          `insert into notice_hour (person_id, hour, changed_at) values ($1, $2, $3)
           on conflict (person_id) do update set hour = excluded.hour, changed_at = excluded.changed_at`,
          [actor.personId, hour, tx.now],
        );
      }),
    );
  }
}
