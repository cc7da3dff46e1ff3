import { Injectable } from '@nestjs/common';
import { personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import type { ListName } from './list-definition.js';
import { viewNotFound } from './lists.errors.js';

export interface SavedViewRow {
  id: string;
  subject: ListName;
  name: string;
  query: string;
  shared: boolean;
  ownerName: string;
  mine: boolean;
  isDefault: boolean;
}

const SELECT = `select v.id, v.subject, v.name, v.query, v.shared, v.owner_name as "ownerName",
    v.owner_id = $1 as mine, f.view_id is not null as "isDefault"
  from saved_view v left join saved_view_default f on f.view_id = v.id and f.person_id = $1
 where (v.owner_id = $1 or v.shared)`;

/** Saved views as the acting person sees them: their own, and those that are shared. */
@Injectable()
export class SavedViewsQueries {
  /** Own views first, then shared ones, by name. */
  of(tx: Tx, subject: ListName): Promise<SavedViewRow[]> {
    return tx.query<SavedViewRow>(
      `${SELECT} and v.subject = $2 order by v.owner_id <> $1, lower(v.name), v.id limit 200`,
      [personIdOf(tx.actor), subject],
    );
  }

  /** One of them, or 404. */
  async one(tx: Tx, id: string): Promise<SavedViewRow> {
    const view = isId(id)
      ? await tx.one<SavedViewRow>(`${SELECT} and v.id = $2`, [personIdOf(tx.actor), id])
      : undefined;
    if (!view) throw viewNotFound();
    return view;
  }

  /** The view a list opens with for the acting person, if they chose one. */
  defaultOf(tx: Tx, subject: ListName): Promise<SavedViewRow | undefined> {
    return tx.one<SavedViewRow>(`${SELECT} and f.view_id is not null and v.subject = $2`, [
      personIdOf(tx.actor),
      subject,
    ]);
  }
}
