import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Public } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { periodInWords } from './calendar.js';
import { PostLink } from './post-link.js';
import { WePostedDto } from './reminders.dto.js';
import { linkUnknown } from './reminders.errors.js';
import { RemindersQueries } from './reminders.queries.js';
import { RemindersService } from './reminders.service.js';

/** "We posted it" from the mail: a page, then a button. Mail scanners open links, so opening changes nothing. */
@ApiExcludeController()
@Controller('we-posted')
export class WePostedController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RemindersQueries,
    private readonly reminders: RemindersService,
    private readonly links: PostLink,
  ) {}

  @Get(':token')
  @Public()
  show(@Param('token') token: string, @Query('noted') noted?: string): Promise<PageView> {
    return this.asked(token, noted === '1');
  }

  @Post(':token')
  @Public()
  confirm(@Param('token') token: string, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { url } = await parseForm(WePostedDto, body ?? {});
        await this.reminders.confirmPost(token, url ?? null);
        return redirect(`/we-posted/${token}?noted=1`);
      },
      (shown) => this.asked(token, false, shown),
    );
  }

  private asked(token: string, noted: boolean, refused: Record<string, unknown> = {}): Promise<PageView> {
    const reminderId = this.links.read(token);
    if (!reminderId) throw linkUnknown();
    // The signature stands for the reader; they see the department's name and the month, nothing else.
    return this.uow.read(SYSTEM, async (tx) => {
      const reminder = await this.queries.one(tx, reminderId);
      const answered = await this.queries.answered(tx, reminderId);
      const data = {
        token,
        departmentName: reminder.departmentName,
        period: reminder.period,
        monthWords: periodInWords(reminder.period),
        done: answered && noted,
        already: answered && !noted,
        errors: {},
        formError: null,
        values: {},
        ...refused,
      };
      return page('reminders/we-posted', data, { layout: 'plain', title: 'We posted it' });
    });
  }
}
