import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { DecisionsService } from '../approvals/decisions.service.js';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { isId } from '../platform/id.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { decodeCursor, keysetPage, type Listed } from '../platform/web/keyset.js';
import {
  CorrectionDto,
  CreateDraftDto,
  DepartmentDecisionDto,
  DraftListQuery,
  HunkAnswersDto,
  MoveTemplateDto,
  RecallDto,
  RedlineQuery,
  ReleaseDto,
  SaveDto,
  SubmitDto,
} from './content.dto.js';
import { noSuchDraft } from './content.errors.js';
import { ContentQueries, type DraftRow, type DraftView } from './content.queries.js';
import type { Checked } from './draft-checking.js';
import { DraftsService } from './drafts.service.js';
import { ProposalsService } from './proposals.service.js';
import { type ReleaseAnswer, ReleasesService } from './releases.service.js';
import { SubmissionService } from './submission.service.js';

/** Drafts as JSON: written, sent, answered, released, corrected, recalled. */
@Controller('api/v1/drafts')
export class DraftsApiController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: ContentQueries,
    private readonly drafts: DraftsService,
    private readonly submission: SubmissionService,
    private readonly proposals: ProposalsService,
    private readonly releases: ReleasesService,
    private readonly decisions: DecisionsService,
  ) {}

  @Get()
  @Can('drafts.read')
  async list(@CurrentActor() actor: Actor, @Query() query: DraftListQuery): Promise<Listed<DraftRow>> {
    const before = decodeCursor(query.cursor, 1)?.[0] as string | undefined;
    const rows = await this.unitOfWork.read(actor, (tx) =>
      this.queries.list(tx, query, query.limit + 1, before ?? null),
    );
    return keysetPage(rows, query.limit, ({ id }) => [id]);
  }

  @Post()
  @Can('drafts.write')
  create(@CurrentActor() actor: Actor, @Body() body: CreateDraftDto): Promise<DraftView> {
    return this.drafts.create(actor, body);
  }

  @Get(':id')
  @Can('drafts.read')
  one(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<DraftView> {
    return this.unitOfWork.read(actor, (tx) => this.queries.draft(tx, id));
  }

  /** Every revision of the draft, the newest first. */
  @Get(':id/revisions')
  @Can('drafts.read')
  revisions(@CurrentActor() actor: Actor, @Param('id') id: string) {
    return this.unitOfWork.read(actor, async (tx) => {
      await this.queries.text(tx, id);
      return { data: await this.queries.revisions(tx, id), nextCursor: null };
    });
  }

  @Post(':id/revisions')
  @Can('drafts.write')
  save(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: SaveDto): Promise<DraftView> {
    return this.drafts.save(actor, existing(id), body);
  }

  @Post(':id/submission')
  @Can('drafts.submit')
  submit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body?: SubmitDto,
  ): Promise<DraftView> {
    return this.submission.submit(actor, existing(id), body?.confirmed);
  }

  /** What keeps the saved text from being sent, what is only advice, and what its author is asked to confirm. */
  @Get(':id/checks')
  @Can('drafts.read')
  checks(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Checked> {
    return this.unitOfWork.read(actor, (tx) => this.submission.checked(tx, existing(id)));
  }

  /** Moves the draft to the newest version of its template, as a new revision. */
  @Post(':id/template-version')
  @Can('drafts.write')
  move(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: MoveTemplateDto,
  ): Promise<DraftView> {
    return this.drafts.moveToTemplate(actor, existing(id), body);
  }

  @Post(':id/withdrawal')
  @Can('drafts.submit')
  withdraw(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<DraftView> {
    return this.submission.withdraw(actor, existing(id));
  }

  @Post(':id/hunk-answers')
  @Can('drafts.answer')
  answer(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: HunkAnswersDto,
  ): Promise<DraftView> {
    return this.proposals.answer(actor, existing(id), body.answers);
  }

  /** Decides the department's own step of the text's review. */
  @Post(':id/department-decision')
  @Can('drafts.decide')
  decide(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: DepartmentDecisionDto) {
    return this.decisions.decideForDepartment(actor, existing(id), body);
  }

  @Post(':id/release')
  @Can('drafts.release')
  release(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: ReleaseDto,
  ): Promise<ReleaseAnswer> {
    return this.releases.release(actor, existing(id), body.contentHash);
  }

  @Post(':id/correction')
  @Can('drafts.correct')
  correct(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: CorrectionDto,
  ): Promise<DraftView> {
    return this.releases.correct(actor, existing(id), body.note);
  }

  @Post(':id/recall')
  @Can('drafts.recall')
  recall(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() body: RecallDto): Promise<DraftView> {
    return this.releases.recall(actor, existing(id), body.reason);
  }

  /** The changes between two revisions; without `from` and `to`, those that wait for answers. */
  @Get(':id/redline')
  @Can('drafts.read')
  redline(@CurrentActor() actor: Actor, @Param('id') id: string, @Query() { from, to }: RedlineQuery) {
    return this.unitOfWork.read(actor, (tx) => this.queries.redline(tx, id, from, to));
  }
}

function existing(id: string): string {
  if (!isId(id)) throw noSuchDraft();
  return id;
}
