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
import { HeldMailService } from './held-mail.service.js';
import { MailGate } from './mail-gate.js';
import { HOLD_WORDS, MAIL_STATES, reasonWords, RESENDABLE } from './mail-state.js';
import { MailListQuery } from './mail.dto.js';
import { type MailLine, MailQueries } from './mail.queries.js';
import { MailService } from './mail.service.js';
import { sendFrame } from './previews/mail-frame.js';

const PAGE = 50;

/** The mail log: what went out, what is held and why, and what waits for a person. */
@Controller('mail')
@ApiExcludeController()
export class MailController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: MailQueries,
    private readonly gate: MailGate,
    private readonly mail: MailService,
    private readonly held: HeldMailService,
  ) {}

  @Get()
  @Can('mail.read')
  async index(@CurrentActor() actor: Actor, @Query() query: MailListQuery): Promise<PageView> {
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    const found = await this.unitOfWork.read(actor, async (tx) => ({
      rows: await this.queries.list(tx, query, PAGE, after),
      counts: await this.queries.counts(tx),
      topics: await this.queries.topics(tx),
      hold: await this.gate.holdReason(tx),
    }));
    const { data, nextCursor } = keysetPage(found.rows, PAGE, (row) => [row.createdAt.toISOString(), row.id]);
    const { state = '', topic = '', q = '', departmentId = '' } = query;
    const filter = { state, topic, q, departmentId };
    const heldCount = found.counts.held ?? 0;
    return page(
      'mail/index',
      {
        emails: data.map(shown),
        filter,
        states: MAIL_STATES.flatMap((one) =>
          found.counts[one] ? [{ state: one, count: found.counts[one] }] : [],
        ),
        topics: found.topics.map((one) => ({ value: one, label: one.replaceAll(/[-_]/g, ' ') })),
        heldCount,
        heldWhy: found.hold
          ? HOLD_WORDS[found.hold]
          : 'Nothing stands in their way any more: an admin lets them out.',
        restored: found.hold === 'restored',
        // After a restore there may be no mail, and yet webhooks that wait.
        canRelease: isAdmin(actor) && (found.hold === 'restored' || (found.hold === null && heldCount > 0)),
        shown: data.length,
        nextHref: nextCursor ? hrefOf(filter, nextCursor) : null,
        firstHref: query.cursor ? hrefOf(filter) : null,
      },
      { title: 'Mail' },
    );
  }

  @Post('releases')
  @Can('organisation.write')
  @HttpCode(303)
  async release(@CurrentActor() actor: Actor): Promise<Redirect> {
    const count = await this.held.release(actor);
    if (count === 0) return redirect('/mail', 'Nothing waits for you any more.');
    return redirect('/mail', count === 1 ? 'One mail goes out now.' : `${count} mails go out now.`);
  }

  @Get(':id')
  @Can('mail.read')
  async show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    if (!isId(id)) throw notFound('mail');
    const found = await this.unitOfWork.read(actor, async (tx) => {
      const mail = await this.queries.one(tx, id);
      if (!mail) return undefined;
      const history = await this.queries.history(tx, id);
      return { mail, history, reports: await this.queries.reports(tx, id) };
    });
    if (!found) throw notFound('mail');
    const { text, html: _html, ...mail } = found.mail;
    const data = {
      email: { ...shown(mail), rawHref: `/api/v1/emails/${id}/raw` },
      text,
      history: found.history,
      frameHref: `/mail/${id}/frame`,
      // Where it says why nothing goes there; the addresses of mails that arrived stand on no list.
      suppressionsHref: ['bounced', 'suppressed'].includes(mail.state)
        ? `/mail/suppressions?${new URLSearchParams({ q: mail.toAddress })}`
        : null,
      reports: found.reports.map((one) => ({ ...one, at: one.at.toISOString() })),
      can: {
        resend: RESENDABLE.includes(mail.state) && mayWrite(actor),
        settle: mail.state === 'unknown' && mayWrite(actor),
      },
    };
    return page('mail/show', data, { title: mail.subject });
  }

  /** The HTML part alone, for the frame of the page. */
  @Get(':id/frame')
  @Can('mail.read')
  async frame(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = isId(id) ? await this.unitOfWork.read(actor, (tx) => this.queries.one(tx, id)) : undefined;
    if (!found) throw notFound('mail');
    await sendFrame(reply, found.html);
  }

  @Post(':id/resend')
  @Can('mail.write')
  @HttpCode(303)
  async resend(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    if (!isId(id)) throw notFound('mail');
    await this.mail.resend(actor, id);
    return redirect(`/mail/${id}`, 'The mail is queued again.');
  }

  @Post(':id/arrival')
  @Can('mail.write')
  @HttpCode(303)
  async arrived(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    if (!isId(id)) throw notFound('mail');
    await this.mail.arrived(actor, id);
    return redirect(`/mail/${id}`, 'The mail counts as sent.');
  }

  @NavCount('mail')
  async waiting(actor: Actor, tx: Tx): Promise<number> {
    return actor.side === 'vendor' ? this.queries.waiting(tx) : 0;
  }
}

function shown<T extends MailLine>(mail: T) {
  return {
    ...mail,
    createdAt: mail.createdAt.toISOString(),
    sentAt: mail.state === 'sent' ? mail.settledAt?.toISOString() : undefined,
    reason: reasonWords(mail.reason),
  };
}

function mayWrite(actor: Actor): boolean {
  return isPerson(actor) && ['rep', 'admin'].includes(actor.role);
}

function isAdmin(actor: Actor): boolean {
  return isPerson(actor) && actor.role === 'admin';
}

function hrefOf(filter: Record<string, string>, cursor = ''): string {
  const set = Object.entries({ ...filter, cursor }).filter(([, value]) => value !== '');
  return set.length > 0 ? `/mail?${new URLSearchParams(set)}` : '/mail';
}
