import { Body, Controller, Get, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { type Actor, isPerson } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { notFound } from '../../platform/errors.js';
import { isId } from '../../platform/id.js';
import { localDate } from '../../platform/local-time.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type CsvCell, csvFile } from '../../platform/web/csv-stream.js';
import { type FormBody, formPage, parseForm } from '../../platform/web/form.js';
import { keysetPage } from '../../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { SuppressionLifting } from './suppression-lifting.service.js';
import { mayBeLifted, scopeWords, suppressedWords } from './suppression-words.js';
import { lastSeen } from './suppressions.api.controller.js';
import { LiftSuppressionDto, SuppressionListQuery } from './suppressions.dto.js';
import { type SuppressionLine, SuppressionsQueries } from './suppressions.queries.js';

const PATH = '/mail/suppressions';
const PAGE = 50;
const FILE_PAGE = 500;
const PROVIDERS = { ses: 'Amazon SES', postmark: 'Postmark', sendgrid: 'SendGrid', mailgun: 'Mailgun' };
const HEADS = ['Address', 'Does not get', 'Why', 'Since', 'Until', 'Told by', 'Code', 'Mail'];

/** The suppression list: who gets no mail, of what, since when and why; and letting mail go there again. */
@ApiExcludeController()
@Controller('mail')
export class SuppressionsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: SuppressionsQueries,
    private readonly lifting: SuppressionLifting,
    private readonly organisation: OrganisationQueries,
  ) {}

  @Get('suppressions')
  @Can('mail.read')
  async list(
    @CurrentActor() actor: Actor,
    @Query() { q = '', cursor }: SuppressionListQuery,
  ): Promise<PageView> {
    const before = lastSeen(cursor);
    const rows = await this.unitOfWork.read(actor, (tx) =>
      this.queries.standing(tx, { q, limit: PAGE, before }),
    );
    const { data, nextCursor } = keysetPage(rows, PAGE, (row) => [row.id]);
    return page(
      'mail/suppressions',
      {
        entries: data.map(inWords),
        q,
        csvHref: hrefOf(`${PATH}.csv`, { q }),
        shown: data.length,
        nextHref: nextCursor ? hrefOf(PATH, { q, cursor: nextCursor }) : null,
        firstHref: cursor ? hrefOf(PATH, { q }) : null,
      },
      { title: 'Suppression list' },
    );
  }

  /** All of it as seen, page by page, with the reader's own rights. */
  @Get('suppressions.csv')
  @Can('mail.read')
  async file(@CurrentActor() actor: Actor, @Query() { q }: SuppressionListQuery): Promise<StreamableFile> {
    const day = await this.unitOfWork.read(actor, async (tx) =>
      localDate(tx.now, (await this.organisation.current(tx)).timeZone),
    );
    return csvFile(`suppressions-${day}.csv`, HEADS, this.cells(actor, q));
  }

  @Get('suppressions/:id')
  @Can('mail.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.one(actor, id);
  }

  @Post('suppressions/:id/lifting')
  @Can('mail.write')
  lift(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { reason } = await parseForm(LiftSuppressionDto, body);
        await this.lifting.lift(actor, id, reason);
        return redirect(`${PATH}/${id}`, 'Mail goes there again.');
      },
      (shown) => this.one(actor, id, shown),
    );
  }

  private async one(actor: Actor, id: string, refused: Record<string, unknown> = {}): Promise<PageView> {
    const entry = isId(id) ? await this.unitOfWork.read(actor, (tx) => this.queries.one(tx, id)) : undefined;
    if (!entry) throw notFound('suppression');
    const { endedAt, endedByName, endReason } = entry;
    const data = {
      entry: { ...inWords(entry), endedAt: endedAt?.toISOString() ?? null, endedByName, endReason },
      canLift: endedAt === null && mayBeLifted(entry) && mayWrite(actor),
      readersOwn: endedAt === null && !mayBeLifted(entry),
      errors: {},
      formError: null,
      values: {},
      ...refused,
    };
    return page('mail/suppression', data, { title: entry.address });
  }

  private async *cells(actor: Actor, q: string | undefined): AsyncGenerator<CsvCell[][]> {
    for (let before: string | null = null; ;) {
      const rows: SuppressionLine[] = await this.unitOfWork.read(actor, (tx) =>
        this.queries.standing(tx, { q, limit: FILE_PAGE, before }),
      );
      const { data, nextCursor } = keysetPage(rows, FILE_PAGE, (row) => [row.id]);
      yield data.map((row) => [
        row.address,
        scopeWords(row),
        suppressedWords(row),
        row.createdAt.toISOString(),
        row.endsAt?.toISOString() ?? null,
        toldBy(row),
        row.status,
        row.subject,
      ]);
      if (nextCursor === null) return;
      before = data.at(-1)!.id;
    }
  }
}

function inWords(row: SuppressionLine) {
  return {
    id: row.id,
    address: row.address,
    scope: scopeWords(row),
    why: suppressedWords(row),
    createdAt: row.createdAt.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
    emailId: row.emailId,
    subject: row.subject,
    toldBy: toldBy(row),
    status: row.status,
  };
}

/** Who told of it: a server later on or at once, a provider, or the reader by the link in the mail. */
function toldBy({ source, reason, emailId }: SuppressionLine): string | null {
  if (source !== null) return source === 'dsn' ? 'a mail server' : PROVIDERS[source];
  if (emailId === null) return null;
  return reason === 'bounced'
    ? 'the mail server, at once'
    : reason === 'unsubscribed'
      ? 'the link in the mail'
      : null;
}

function mayWrite(actor: Actor): boolean {
  return isPerson(actor) && ['rep', 'admin'].includes(actor.role);
}

function hrefOf(path: string, query: Record<string, string>): string {
  const set = Object.entries(query).filter(([, value]) => value !== '');
  return set.length > 0 ? `${path}?${new URLSearchParams(set)}` : path;
}
