import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { allows, PeopleQueries } from '../identity/people.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { type Actor, isPerson, type PersonActor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { otherPeriod, periodInWords } from './calendar.js';
import { ReminderMail } from './reminder-mail.js';
import { PreviewQuery, TestReminderDto, VariantsQuery } from './reminders.dto.js';
import { RemindersQueries } from './reminders.queries.js';
import { TestReminders } from './test-reminders.js';
import { VariantsQueries } from './variants.queries.js';

/** Half a year of months is enough to compare by, and few enough to remember what was written. */
const MONTHS = 6;

/** Looking at reminders before they leave, sending oneself a test, and comparing their texts. The vendor's. */
@ApiExcludeController()
@Controller('reminders')
export class PreviewController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RemindersQueries,
    private readonly composing: ReminderMail,
    private readonly tests: TestReminders,
    private readonly people: PeopleQueries,
    private readonly organisation: OrganisationQueries,
    private readonly texts: VariantsQueries,
  ) {}

  @Get('preview')
  @Can('mail.read')
  preview(@CurrentActor() actor: Actor, @Query() query: PreviewQuery): Promise<PageView> {
    return this.shown(actor, query);
  }

  @Post('preview/test')
  @Can('mail.write')
  test(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { partnershipId, templateId, key } = await parseForm(TestReminderDto, body);
        const state = await this.tests.send(person(actor), { partnershipId, templateId, key });
        const back = new URLSearchParams({ partnershipId, ...(templateId ? { templateId } : {}) });
        return redirect(
          `/reminders/preview?${back}`,
          state === 'held'
            ? 'The test is written and held, as all mail is now.'
            : 'The test is on its way to you.',
        );
      },
      (shown) => this.shown(actor, {}, shown),
    );
  }

  @Get('variants')
  @Can('mail.read')
  variants(@CurrentActor() actor: Actor, @Query() query: VariantsQuery): Promise<PageView> {
    return this.uow.read(actor, async (tx) => {
      const { timeZone } = await this.organisation.current(tx);
      const from = query.from ?? otherPeriod(localDate(tx.now, timeZone).slice(0, 7), 1 - MONTHS);
      const data = { from, fromWords: periodInWords(from), variants: await this.texts.since(tx, from) };
      return page('reminders/variants', data, { title: 'Compare reminders' });
    });
  }

  private shown(actor: Actor, query: PreviewQuery, refused: Record<string, unknown> = {}): Promise<PageView> {
    const { q = '', partnershipId = null, templateId = null } = query;
    const me = person(actor);
    return this.uow.read(actor, async (tx) => {
      const [mine] = await this.people.memberships(tx, me.personId);
      const written = partnershipId ? await this.written(tx, partnershipId, templateId) : null;
      const data = {
        q,
        choices: await this.queries.departmentsToPreview(tx, q, partnershipId),
        templates: (await this.composing.monthly(tx)).map(({ id, name }) => ({ value: id, label: name })),
        partnershipId,
        templateId,
        departmentName: written?.mail?.departmentName ?? null,
        mail: written?.mail ?? null,
        fault: written?.fault ?? null,
        canTest: allows(me, 'mail.write'),
        testKey: newId(),
        toEmail: mine?.email ?? '',
        errors: {},
        formError: null,
        values: {},
        ...refused,
      };
      return page('reminders/preview', data, { title: 'Preview of reminders' });
    });
  }

  private async written(
    tx: Tx,
    partnershipId: string,
    templateId: string | null,
  ): Promise<Awaited<ReturnType<TestReminders['write']>>> {
    const { facts } = await this.queries.schedule(tx, partnershipId);
    return this.tests.write(tx, facts, templateId, null);
  }
}

function person(actor: Actor): PersonActor {
  if (!isPerson(actor)) throw notFound('preview');
  return actor;
}
