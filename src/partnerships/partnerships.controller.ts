import { Body, Controller, Get, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Files } from '../platform/files/files.js';
import { isId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import { type ActorRequest, Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { readFormWithFile } from '../platform/files/form-with-file.js';
import { disclosureSentence } from './disclosure.js';
import { ActivationDto, AnnouncementDto, EndDto, RenewalDto, TermsChangeDto } from './partnerships.dto.js';
import { partnershipNotFound } from './partnerships.errors.js';
import { PartnershipsQueries } from './partnerships.queries.js';
import { PartnershipsService } from './partnerships.service.js';
import { termsOffer } from './terms-offer.js';

interface Shown {
  errors: Record<string, string>;
  formError: string | null;
  values: FormBody;
  /** The form that was refused; the page has several. */
  failed: string;
}

/** One partnership as a page; the department's page shows it as a frame. Its forms answer 303 back to it. */
@ApiExcludeController()
@Controller('partnerships/:id')
export class PartnershipsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: PartnershipsQueries,
    private readonly partnerships: PartnershipsService,
    private readonly files: Files,
  ) {}

  @Get()
  @Can('partnerships.read')
  show(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    return this.view(actor, id);
  }

  /** A signed document, as it was handed in. */
  @Get('agreements/:agreementId')
  @Can('partnerships.read')
  async agreement(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('agreementId') agreementId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const file = await this.uow.read(actor, async (tx) => {
      const agreements = isId(id) ? await this.queries.agreements(tx, id) : [];
      const agreement = agreements.find((row) => row.id === agreementId);
      const stored = agreement && (await this.files.read(tx, agreement.sha256));
      return agreement && stored && { ...stored, fileName: agreement.fileName };
    });
    if (!file) throw partnershipNotFound();
    // Always a download: what a stranger signed must not run in our origin.
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`);
    reply.header('x-content-type-options', 'nosniff');
    return new StreamableFile(file.bytes, { type: file.mediaType, length: file.size });
  }

  @Post('activation')
  @Can('partnerships.write')
  activate(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'activation', body, 'Active date kept.', async (tx) => {
      await this.partnerships.activate(tx, id, (await parseForm(ActivationDto, body)).activeOn);
    });
  }

  @Post('announcement')
  @Can('partnerships.write')
  announce(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'announcement', body, 'Announcement date kept.', async (tx) => {
      await this.partnerships.announce(tx, id, await parseForm(AnnouncementDto, body));
    });
  }

  @Post('end')
  @Can('partnerships.write')
  end(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'end', body, 'Partnership ended.', async (tx) => {
      const { endedOn, reason } = await parseForm(EndDto, body);
      await this.partnerships.end(tx, id, endedOn, reason);
    });
  }

  @Post('renewal')
  @Can('partnerships.write')
  async renew(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: ActorRequest,
    @Body() body: FormBody,
  ) {
    const fields = await readFormWithFile(request, body, 'agreement');
    return this.form(actor, id, 'renewal', fields, 'Partnership renewed.', async (tx) => {
      const { endsOn, agreement } = await parseForm(RenewalDto, fields);
      await this.partnerships.renew(tx, id, endsOn, agreement);
    });
  }

  @Post('terms')
  @Can('partnerships.write')
  changeTerms(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: FormBody) {
    return this.form(actor, id, 'terms', body, 'Terms kept as a new version.', async (tx) => {
      const change = await parseForm(TermsChangeDto, body);
      await this.partnerships.changeTerms(tx, id, change.from, termsOffer(change));
    });
  }

  private async form(
    actor: Actor,
    id: string,
    name: string,
    body: FormBody,
    notice: string,
    work: (tx: Tx) => Promise<void>,
  ): Promise<PageView | Redirect> {
    if (!isId(id)) throw partnershipNotFound();
    return formPage(
      body,
      async () => {
        const departmentId = await this.uow.run(actor, async (tx) => {
          await work(tx);
          return (await this.queries.facts(tx, id))?.departmentId;
        });
        return redirect(`/departments/${departmentId}`, notice);
      },
      (shown) => this.view(actor, id, { ...shown, values: withoutFile(shown.values), failed: name }),
    );
  }

  private view(actor: Actor, id: string, shown?: Shown): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const partnership = isId(id) ? await this.queries.facts(tx, id) : undefined;
      if (!partnership) throw partnershipNotFound();
      const { department } = partnership;
      return page(
        'partnerships/show',
        {
          partnership,
          department,
          terms: partnership.terms,
          termsVersions: partnership.termsVersions,
          agreements: await this.queries.agreements(tx, id),
          disclosure: disclosureSentence(department.name, partnership.terms),
          today: localDate(tx.now, department.timeZone),
          canWrite: isPerson(actor) && allows(actor, 'partnerships.write'),
          canRecount: isPerson(actor) && allows(actor, 'partnerships.recount'),
          open: partnership.state !== 'ended',
          failed: shown?.failed ?? null,
          errors: shown?.errors ?? {},
          formError: shown?.formError ?? null,
          values: shown?.values ?? {},
        },
        { title: `Partnership with ${department.name}` },
      );
    });
  }
}

/** What was typed, without the file: a browser cannot be given one back. */
function withoutFile(values: FormBody): FormBody {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('agreement')));
}
