import { Injectable } from '@nestjs/common';
import { CustomFieldsQueries, type CustomValues } from '../departments/custom-fields.queries.js';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { PeopleQueries } from '../identity/people.queries.js';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { localDate } from '../platform/local-time.js';
import type { FormBody } from '../platform/web/form.js';
import { page, type PageView } from '../platform/web/page.js';
import { closeReasons } from './close-reasons.js';
import { timelinePage } from './diary/timeline-page.js';
import { StageLimitsService } from './stage-limits.service.js';
import { TimelineQueries } from './diary/timeline.queries.js';
import { Owners } from './owners.js';
import { pitchPage } from './pitch-page.js';
import { PitchesQueries } from './pitches.queries.js';

/** How many entries of the timeline stand on the page before more are asked for. */
const FIRST_ENTRIES = 25;

/** What a form of the page that was refused is shown again with. */
export interface Shown {
  errors: Record<string, string>;
  formError: string | null;
  values: FormBody;
  /** The name of the form it belongs to. */
  failed?: string;
}

export const NOTHING_REFUSED: Shown = { values: {}, errors: {}, formError: null };

/** The page of one pitch, for the controllers whose forms stand on it. */
@Injectable()
export class PitchPages {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: PitchesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly people: PeopleQueries,
    private readonly owners: Owners,
    private readonly timelines: TimelineQueries,
    private readonly customFields: CustomFieldsQueries,
    private readonly limits: StageLimitsService,
  ) {}

  /** Throws 404. */
  one(actor: Actor, id: string, shown: Shown = NOTHING_REFUSED): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const pitch = await this.queries.detail(tx, id);
      const department = await this.departments.factsOrFail(tx, pitch.departmentId);
      const zone = department.timeZone;
      const { data, nextCursor } = await this.timelines.list(tx, id, { limit: FIRST_ENTRIES });
      const contacts = await this.departments.contacts(tx, pitch.departmentId);
      return page(
        'pitches/show',
        {
          ...pitchPage(pitch, {
            department,
            contacts,
            tasks: await this.queries.tasks(tx, id),
            ownerName: await this.people.nameOf(tx, pitch.ownerId),
            today: localDate(tx.now, zone),
            staleAfterDays: await this.limits.of(tx, pitch.stage),
          }),
          ...timelinePage(id, data, zone, { nextCursor }),
          contactChoices: contacts.map(({ id: value, name: label }) => ({ value, label })),
          customFields: await this.customFields.shown(tx, 'pitch', await customOf(tx, id)),
          owners: await this.owners.choices(tx),
          // The page is the vendor's alone, so names of colleagues may stand in it.
          people: JSON.stringify((await this.owners.mentionable(tx)).map(({ name }) => name)),
          closeReasons: closeReasons('declined', 'dormant'),
          wonReasons: closeReasons('won'),
          zone,
          ...shown,
        },
        { title: pitch.departmentName },
      );
    });
  }
}

async function customOf(tx: Tx, pitchId: string): Promise<CustomValues | null> {
  const row = await tx.one<{ custom: CustomValues }>('select custom from pitch where id = $1', [pitchId]);
  return row?.custom ?? null;
}
