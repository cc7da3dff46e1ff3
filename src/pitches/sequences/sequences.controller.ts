import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { type FormBody, formPage, parseForm, unflatten } from '../../platform/web/form.js';
import { decodeCursor, keysetPage } from '../../platform/web/keyset.js';
import { page, type PageView, redirect, type Redirect } from '../../platform/web/page.js';
import { PitchMailText } from '../mail/pitch-mail-text.js';
import { enrolmentsShown } from './enrolments-shown.js';
import { MOST_STEPS, SequenceDto, SequencesQuery } from './sequences.dto.js';
import { SequencesQueries, type SequenceStep } from './sequences.queries.js';
import { SequencesService } from './sequences.service.js';

const PAGE = 50;
const SPARE_ROWS = 2;

interface Shown {
  errors: Record<string, string>;
  formError: string | null;
  values: FormBody;
}

const NOTHING: Shown = { errors: {}, formError: null, values: {} };

/** Sequences as pages: those in use, one with its editor and whoever is under way. */
@ApiExcludeController()
@Controller('sequences')
export class SequencesController {
  constructor(
    private readonly sequences: SequencesService,
    private readonly queries: SequencesQueries,
    private readonly text: PitchMailText,
    private readonly organisation: OrganisationQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Can('pitches.read')
  async list(@CurrentActor() actor: Actor, @Query() query: SequencesQuery): Promise<PageView> {
    const after = decodeCursor(query.cursor, 2) as [string, string] | null;
    const rows = await this.work.read(actor, (tx) => this.queries.list(tx, PAGE, after));
    const { data, nextCursor } = keysetPage(rows, PAGE, (row) => [row.name.toLowerCase(), row.id]);
    return page(
      'pitches/mail/sequences',
      {
        sequences: data.map((row) => ({
          ...row,
          days: row.steps.reduce((sum, { waitDays }) => sum + waitDays, 0),
        })),
        shown: data.length,
        nextHref: nextCursor ? `/sequences?cursor=${nextCursor}` : null,
        firstHref: query.cursor ? '/sequences' : null,
      },
      { title: 'Sequences' },
    );
  }

  @Get('new')
  @Can('pitches.write')
  new(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.editor(actor, null, NOTHING);
  }

  @Post()
  @Can('pitches.write')
  create(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const { id } = await this.sequences.create(actor, await parseForm(SequenceDto, withSteps(body)));
        return redirect(`/sequences/${id}`, 'Sequence saved.');
      },
      (shown) => this.editor(actor, null, shown),
    );
  }

  @Get(':id')
  @Can('pitches.read')
  one(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query() query: SequencesQuery,
  ): Promise<PageView> {
    return this.editor(actor, id, NOTHING, query.cursor);
  }

  @Post(':id')
  @Can('pitches.write')
  change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        await this.sequences.change(actor, id, await parseForm(SequenceDto, withSteps(body)));
        return redirect(
          `/sequences/${id}`,
          'Sequence saved. Whoever is under way keeps the steps they began with.',
        );
      },
      (shown) => this.editor(actor, id, shown),
    );
  }

  @Post(':id/retirement')
  @Can('pitches.write')
  async retire(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<Redirect> {
    await this.sequences.retire(actor, id);
    return redirect('/sequences', 'Sequence retired. Whoever is under way goes on.');
  }

  private editor(actor: Actor, id: string | null, shown: Shown, cursor?: string): Promise<PageView> {
    const after = decodeCursor(cursor, 2) as [string, string] | null;
    return this.work.read(actor, async (tx) => {
      const sequence = id === null ? null : await this.queries.one(tx, id);
      const rows = id === null ? [] : await this.queries.ofSequence(tx, id, PAGE, after);
      const { data, nextCursor } = keysetPage(rows, PAGE, (row) => [row.createdAt.toISOString(), row.id]);
      return page(
        'pitches/mail/sequence',
        {
          sequence,
          templates: (await this.text.choices(tx)).map((one) => ({ value: one.id, label: one.name })),
          steps: stepRows(sequence?.steps ?? [], shown.values),
          enrolments: enrolmentsShown(data, await this.organisation.office(tx)),
          shown: data.length,
          nextHref: nextCursor ? `/sequences/${id}?cursor=${nextCursor}` : null,
          firstHref: cursor ? `/sequences/${id}` : null,
          ...shown,
        },
        { title: sequence?.name ?? 'New sequence' },
      );
    });
  }
}

/** The rows of the editor: what is saved or was typed, and some to spare. */
function stepRows(steps: readonly SequenceStep[], values: FormBody) {
  const typed = Object.keys(values).filter((name) => name.startsWith('steps.')).length > 0;
  const used = typed ? MOST_STEPS : steps.length;
  const count = Math.min(MOST_STEPS, Math.max(steps.length, typed ? lastTyped(values) : used) + SPARE_ROWS);
  return Array.from({ length: count }, (_none, index) => ({
    number: index + 1,
    templateId: steps[index]?.templateId ?? '',
    waitDays: steps[index] ? String(steps[index].waitDays) : '',
    templateName: `steps.${index}.templateId`,
    waitName: `steps.${index}.waitDays`,
  }));
}

function lastTyped(values: FormBody): number {
  const numbers = Object.entries(values).flatMap(([name, value]) => {
    const at = /^steps\.(\d)\.templateId$/.exec(name)?.[1];
    return at !== undefined && value !== '' ? [Number(at) + 1] : [];
  });
  return Math.max(0, ...numbers);
}

/** A form's numbered rows as the list the JSON takes; rows without a template are no steps. */
function withSteps(body: FormBody | undefined): FormBody {
  const { steps, ...rest } = unflatten(body) as {
    steps?: Record<string, { templateId?: string; waitDays?: string }>;
  };
  const rows = Object.entries(steps ?? {})
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, row]) => row)
    .filter((row) => row?.templateId);
  return { ...rest, steps: rows };
}
