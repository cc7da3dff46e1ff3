import { Injectable } from '@nestjs/common';
import { type Actor, actorName, isPerson, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { onConflict } from '../platform/errors.js';
import { isId, newId } from '../platform/id.js';
import type { ListName } from './list-definition.js';
import { queryOf, readListStrictly } from './list-query.js';
import { notYourView, tooManyViews, viewNameTaken, viewNotFound } from './lists.errors.js';
import { ListsQueries } from './lists.queries.js';
import { SavedView } from './saved-view.entity.js';
import type { ChangeSavedViewDto, CreateSavedViewDto } from './saved-views.dto.js';

const MOST_VIEWS = 50;

/** Lists kept under a name. A shared one is everybody's to use, and its maker's or an admin's to change. */
@Injectable()
export class SavedViewsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly lists: ListsQueries,
  ) {}

  /** Keeps a view. Throws `list_query_invalid` (400), `view_name_taken` (409), `too_many_views` (422). Returns its id. */
  create(actor: Actor, dto: CreateSavedViewDto): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const ownerId = personIdOf(actor) as string;
      if ((await tx.repo(SavedView).countBy({ ownerId, subject: dto.subject })) >= MOST_VIEWS)
        throw tooManyViews(MOST_VIEWS);
      const view = new SavedView();
      view.id = newId();
      view.subject = dto.subject;
      view.name = dto.name.trim();
      view.query = await this.checked(tx, dto.subject, dto.query ?? '');
      view.shared = dto.shared ?? false;
      view.ownerId = ownerId;
      view.ownerName = actorName(actor);
      view.createdAt = view.updatedAt = tx.now;
      await keep(tx, view);
      if (dto.isDefault) await setDefault(tx, view.subject, view.id);
      return view.id;
    });
  }

  /** Changes what is named. Throws 404, `not_your_view` (403), `list_query_invalid` (400), `view_name_taken` (409). */
  change(actor: Actor, id: string, dto: ChangeSavedViewDto): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const view = await visible(tx, id);
      const { isDefault, ...changes } = dto;
      if (Object.values(changes).some((value) => value !== undefined)) {
        requireOwn(actor, view);
        if (dto.name !== undefined) view.name = dto.name.trim();
        if (dto.query !== undefined) view.query = await this.checked(tx, view.subject, dto.query);
        if (dto.shared !== undefined) view.shared = dto.shared;
        view.updatedAt = tx.now;
        await keep(tx, view);
        // Whoever opened the list with it and can see it no longer is not sent to nothing.
        if (!view.shared)
          await tx.query(`delete from saved_view_default where view_id = $1 and person_id <> $2`, [
            id,
            view.ownerId,
          ]);
      }
      if (isDefault === true) await setDefault(tx, view.subject, id);
      if (isDefault === false)
        await tx.query(`delete from saved_view_default where view_id = $1 and person_id = $2`, [
          id,
          personIdOf(actor),
        ]);
    });
  }

  /** Forgets a view. Throws 404 and `not_your_view` (403). Returns the list it was of. */
  remove(actor: Actor, id: string): Promise<ListName> {
    return this.work.run(actor, async (tx) => {
      const view = await visible(tx, id);
      requireOwn(actor, view);
      await tx.repo(SavedView).delete(id);
      return view.subject;
    });
  }

  /** The query in its one spelling. */
  private async checked(tx: Tx, subject: ListName, query: string): Promise<string> {
    const definition = await this.lists.definition(tx, subject);
    const read = readListStrictly(
      definition,
      Object.fromEntries(new URLSearchParams(query.replace(/^\?/, ''))),
    );
    return queryOf(definition, read);
  }
}

async function visible(tx: Tx, id: string): Promise<SavedView> {
  const view = isId(id)
    ? await tx.repo(SavedView).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!view || !(view.shared || view.ownerId === personIdOf(tx.actor))) throw viewNotFound();
  return view;
}

function requireOwn(actor: Actor, view: SavedView): void {
  if (view.ownerId === personIdOf(actor) || (isPerson(actor) && actor.role === 'admin')) return;
  throw notYourView();
}

async function keep(tx: Tx, view: SavedView): Promise<void> {
  try {
    await tx.repo(SavedView).save(view);
  } catch (error) {
    onConflict(error, 'saved_view_name_uq', viewNameTaken);
  }
}

async function setDefault(tx: Tx, subject: ListName, viewId: string): Promise<void> {
  await tx.query(
    `insert into saved_view_default (person_id, subject, view_id) values ($1, $2, $3)
     on conflict (person_id, subject) do update set view_id = excluded.view_id`,
    [personIdOf(tx.actor), subject, viewId],
  );
}
