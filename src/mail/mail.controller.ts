import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage } from '../platform/web/keyset.js';
import { NavCount } from '../platform/web/layout-context.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { MailGate } from './mail-gate.js';
import { HOLD_WORDS, MAIL_STATES, reasonWords, RESENDABLE } from './mail-state.js';
import { MailListQuery } from './mail.dto.js';
import { MailQueries } from './mail.queries.js';
import { MailService } from './mail.service.js';
import { SuppressionsService } from './suppressions.service.js';

const PAGE = 50;
const SUPPRESSIONS = 100;

/** The mail log: what went out, what is held and why, and what waits for a person. */
@Controller('mail')
@ApiExcludeController()
export class MailController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: MailQueries,
    private readonly gate: MailGate,
    private readonly mail: MailService,
    private readonly suppressionsService: SuppressionsService,
  ) {}

  @Get()
  @Can('mail.read')
  async index(@CurrentActor() actor: Actor, @Query() query: MailListQuery): Promise<PageView> {
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    const found = await this.unitOfWork.read(actor, async (tx) => ({
      rows: await this.queries.list(tx, query, PAGE, after),
      counts: await this.queries.counts(tx),
      hold: await this.gate.holdReason(tx),
      suppressions: await this.queries.suppressions(tx, SUPPRESSIONS),
    }));
    const { data, nextCursor } = keysetPage(found.rows, PAGE, (row) => [row.createdAt.toISOString(), row.id]);
    const filter = {
      state: query.state ?? '',
      topic: query.topic ?? '',
      departmentId: query.departmentId ?? '',
    };
    const hrefOf = (cursor?: string): string => {
      const search = new URLSearchParams(
        Object.entries({ ...filter, cursor: cursor ?? '' }).filter(([, value]) => value !== ''),
      );
      return `/mail${search.size > 0 ? `?${search}` : ''}`;
    };
    return page(
      'mail-pages/index',
      {
        mails: data.map((line) => ({ ...line, reason: reasonWords(line.reason) })),
        filter,
        states: MAIL_STATES.map((state) => ({ value: state, label: state, count: found.counts[state] ?? 0 })),
        holdWords: found.hold ? HOLD_WORDS[found.hold] : null,
        suppressions: found.suppressions,
        shown: data.length,
        nextHref: nextCursor ? hrefOf(nextCursor) : null,
        firstHref: query.cursor ? hrefOf() : null,
        empty: Object.keys(found.counts).length === 0,
      },
      { title: 'Mail' },
    );
  }

  @Get(':id')
  @Can('mail.read')
  async show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    const found = isId(id) ? await this.unitOfWork.read(actor, (tx) => this.queries.one(tx, id)) : undefined;
    if (!found) throw notFound('mail');
    const { text, html: _html, ...mail } = found;
    const data = {
      mail: { ...mail, reason: reasonWords(mail.reason) },
      text,
      previewHref: `/mail/${id}/html`,
      rawHref: `/api/v1/emails/${id}/raw`,
      canResend: RESENDABLE.includes(mail.state) && isPerson(actor) && ['rep', 'admin'].includes(actor.role),
    };
    return page('mail-pages/show', data, { title: mail.subject });
  }

  /** The HTML part by itself, for a frame without any right: it runs nothing and loads nothing. */
  @Get(':id/html')
  @Can('mail.read')
  async html(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = isId(id) ? await this.unitOfWork.read(actor, (tx) => this.queries.one(tx, id)) : undefined;
    if (!found) throw notFound('mail');
    await reply
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
      )
      .header('cache-control', 'private, no-store')
      .type('text/html; charset=utf-8')
      .send(found.html);
  }

  @Post(':id/resend')
  @Can('mail.write')
  @HttpCode(303)
  async resend(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    if (!isId(id)) throw notFound('mail');
    await this.mail.resend(actor, id);
    return redirect(`/mail/${id}`, 'The mail is queued again.');
  }

  @Post('suppressions/:id/end')
  @Can('mail.write')
  @HttpCode(303)
  async lift(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    if (!isId(id)) throw notFound('suppression');
    await this.suppressionsService.lift(actor, id);
    return redirect('/mail', 'Mail to this address goes out again.');
  }

  @NavCount('mail')
  async waiting(actor: Actor, tx: Tx): Promise<number> {
    return actor.side === 'vendor' ? this.queries.waiting(tx) : 0;
  }
}
