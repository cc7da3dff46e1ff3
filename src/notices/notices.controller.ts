import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isPerson, type PersonActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, InvalidInput } from '../platform/web/form.js';
import { decodeCursor } from '../platform/web/keyset.js';
import { NavCount } from '../platform/web/layout-context.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { noticeKind, type Way } from './notice-kinds.js';
import { NoticeListQuery } from './notices.dto.js';
import { NoticesQueries } from './notices.queries.js';
import { NoticesService } from './notices.service.js';

const PAGE = 50;
const FIELD = 'way:';

/** The bell's page, for either side: what happened that concerns this person, and how they want to be told. */
@ApiExcludeController()
@Controller('notices')
export class NoticesController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: NoticesQueries,
    private readonly notices: NoticesService,
  ) {}

  @Get()
  @Can('own.account')
  list(@CurrentActor() actor: Actor, @Query() query: NoticeListQuery): Promise<PageView> {
    const me = person(actor);
    const unread = query.unread === 'true';
    const before = (decodeCursor(query.cursor, 1)?.[0] as string | undefined) ?? null;
    return this.uow.read(me, async (tx) => {
      const { data, nextCursor } = await this.queries.list(tx, me, { unread, before, limit: PAGE });
      const filter: Record<string, string> = unread ? { unread: 'true' } : {};
      return page(
        'notices/index',
        {
          notices: data.map((row) => ({ ...row, words: noticeKind(row.kind)?.words ?? row.summary })),
          unread,
          anyUnread: (await this.queries.unread(tx, me)) > 0,
          shown: data.length,
          nextHref: nextCursor ? `/notices?${new URLSearchParams({ ...filter, cursor: nextCursor })}` : null,
          firstHref: query.cursor ? `/notices?${new URLSearchParams(filter)}` : null,
        },
        { title: 'Notices' },
      );
    });
  }

  /** Opening one is a POST, so that a link a scanner follows marks nothing as read. */
  @Post(':id/opening')
  @Can('own.account')
  async open(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    return redirect(await this.notices.read(person(actor), id));
  }

  @Post(':id/reading')
  @Can('own.account')
  async read(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    await this.notices.read(person(actor), id);
    return redirect('/notices');
  }

  @Post('reading')
  @Can('own.account')
  async readAll(@CurrentActor() actor: Actor): Promise<Redirect> {
    await this.notices.readAll(person(actor));
    return redirect('/notices', 'All read.');
  }

  @Get('choices')
  @Can('own.account')
  choices(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.showChoices(person(actor));
  }

  @Post('choices')
  @Can('own.account')
  choose(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    const me = person(actor);
    return formPage(
      body,
      async () => {
        const { choices, hour } = readChoices(body ?? {});
        await this.notices.choose(me, choices, hour);
        return redirect('/notices/choices', 'You are told as you chose.');
      },
      (shown) => this.showChoices(me, shown),
    );
  }

  @NavCount('notices')
  async unread(actor: Actor, tx: Tx): Promise<number> {
    return isPerson(actor) ? this.queries.unread(tx, actor) : 0;
  }

  private showChoices(actor: PersonActor, refused: Record<string, unknown> = {}): Promise<PageView> {
    return this.uow.read(actor, async (tx) =>
      page(
        'notices/choices',
        {
          ...(await this.queries.choices(tx, actor)),
          errors: {},
          formError: null,
          values: {},
          ...refused,
        },
        { title: 'How you are told' },
      ),
    );
  }
}

function person(actor: Actor): PersonActor {
  if (!isPerson(actor)) throw notFound('page');
  return actor;
}

/** One field for each kind, `way:<kind>`, and the hour; the names carry dots that are not objects. */
function readChoices(body: FormBody): { choices: Record<string, Way>; hour: number | null } {
  const choices = Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      name.startsWith(FIELD) ? [[name.slice(FIELD.length), value as Way]] : [],
    ),
  );
  const given = body['hour'];
  const hour = given === undefined || given === '' ? null : Number(given);
  if (hour !== null && !(Number.isInteger(hour) && hour >= 0 && hour <= 23))
    throw new InvalidInput([{ field: 'hour', message: 'Choose an hour from 0 to 23.' }]);
  return { choices, hour };
}
