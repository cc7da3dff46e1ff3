import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { InboundMailQueries } from '../../mail/inbound/inbound-mail.queries.js';
import type { Actor } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { isId } from '../../platform/id.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { decodeCursor } from '../../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { PitchesQueries } from '../pitches.queries.js';
import { NewPitchMailQuery, PitchMailsQuery, SendPitchMailDto } from './pitch-mail.dto.js';
import { mailNotFound } from './pitch-mail.errors.js';
import { KIND_WORDS, PitchMailPage, type Typed, writtenIn } from './pitch-mail-page.js';
import { PitchMailService } from './pitch-mail.service.js';
import { mailboxKey } from './pitch-mailbox.js';
import { splitQuoted } from './quoted-text.js';

/** Mail of a pitch as pages: what was written and answered, a new one with its preview, one that came in. */
@ApiExcludeController()
@Controller('pitches/:id/mail')
export class PitchMailsController {
  constructor(
    private readonly pages: PitchMailPage,
    private readonly mails: PitchMailService,
    private readonly inbound: InboundMailQueries,
    private readonly pitches: PitchesQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('pitches.read')
  async list(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: PitchMailsQuery,
  ): Promise<PageView> {
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    const data = await this.pages.list(actor, id, after);
    return page('pitches/mail/list', data, { title: `Mail, ${data.pitch.departmentName}` });
  }

  @Get('new')
  @Can('pitches.write')
  new(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: NewPitchMailQuery,
  ): Promise<PageView> {
    return this.form(actor, id, query);
  }

  /** The same page with the mail as it would read; writes nothing. */
  @Post('preview')
  @Can('pitches.write')
  preview(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody): Promise<PageView> {
    return this.form(actor, id, chosenIn(body), { values: body, errors: {}, formError: null });
  }

  @Post()
  @Can('pitches.write')
  send(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const { contactId, templateId, key } = body ?? {};
        const dto = await parseForm(SendPitchMailDto, { contactId, templateId, key });
        const { state } = await this.mails.send(actor, id, { ...dto, ...writtenIn(body) });
        const notice =
          state === 'held' ? 'Written, and held with all other mail.' : 'The mail is on its way.';
        return redirect(`/pitches/${id}/mail`, notice);
      },
      (typed) => this.form(actor, id, chosenIn(body), { ...typed, values: body }),
    );
  }

  /** One that came in: its text, never its HTML. */
  @Get(':messageId')
  @Can('pitches.read')
  received(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('messageId') messageId: string,
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const pitch = await this.pitches.detail(tx, id);
      const mail = isId(messageId) ? await this.inbound.one(tx, mailboxKey(id), messageId) : undefined;
      if (!mail) throw mailNotFound();
      const data = {
        pitch: { id, departmentName: pitch.departmentName },
        zone: pitch.timeZone,
        mail: { ...mail, receivedAt: mail.receivedAt.toISOString(), kindWords: KIND_WORDS[mail.kind] },
        ...splitQuoted(mail.text),
      };
      return page('pitches/mail/received', data, { title: mail.subject });
    });
  }

  @Get(':messageId/raw')
  @Can('pitches.read')
  async raw(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('messageId') messageId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const bytes = await this.found(actor, id, messageId, (tx) =>
      this.inbound.raw(tx, mailboxKey(id), messageId),
    );
    void reply.header('content-type', 'message/rfc822');
    void reply.header('content-disposition', 'attachment; filename="mail.eml"');
    return bytes;
  }

  /** Whatever it claims to be, a browser is told to keep it and not to open it. */
  @Get(':messageId/files/:seq')
  @Can('pitches.read')
  async file(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('messageId') messageId: string,
    @Param('seq') seq: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const number = /^\d{1,3}$/.test(seq) ? Number(seq) : 0;
    const { fileName, bytes } = await this.found(actor, id, messageId, (tx) =>
      this.inbound.file(tx, mailboxKey(id), messageId, number),
    );
    void reply.header('content-type', 'application/octet-stream');
    void reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`);
    void reply.header('x-content-type-options', 'nosniff');
    return bytes;
  }

  private async found<T>(
    actor: Actor,
    pitchId: string,
    messageId: string,
    look: (tx: Tx) => Promise<T | undefined>,
  ): Promise<T> {
    const found = await this.work.read(actor, async (tx) => {
      await this.pitches.detail(tx, pitchId);
      return isId(messageId) ? look(tx) : undefined;
    });
    if (found === undefined) throw mailNotFound();
    return found;
  }

  private async form(
    actor: Actor,
    id: string,
    chosen: { contactId?: string; templateId?: string },
    typed?: Typed,
  ): Promise<PageView> {
    return page('pitches/mail/new', await this.pages.form(actor, id, chosen, typed), { title: 'New mail' });
  }
}

function chosenIn(body: FormBody | undefined): { contactId?: string; templateId?: string } {
  const { contactId, templateId } = body ?? {};
  return {
    ...(typeof contactId === 'string' ? { contactId } : {}),
    ...(typeof templateId === 'string' ? { templateId } : {}),
  };
}
