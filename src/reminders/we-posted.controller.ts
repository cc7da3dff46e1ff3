import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PostsQueries } from '../content/posts.queries.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { SYSTEM } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Public } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { ReferralsQueries } from '../referrals/referrals.queries.js';
import { periodInWords } from './calendar.js';
import { PostLink, TEST_TOKEN } from './post-link.js';
import { WePostedDto } from './reminders.dto.js';
import { linkUnknown } from './reminders.errors.js';
import { RemindersQueries } from './reminders.queries.js';
import { RemindersService } from './reminders.service.js';

const NO_CAPTIONS = {
  token: TEST_TOKEN,
  departmentName: 'A test',
  monthWords: 'this month',
  posts: [],
  link: null,
};

/** "We posted it" from the mail: a page, then a button. Mail scanners open links, so opening changes nothing. */
@ApiExcludeController()
@Controller('we-posted')
export class WePostedController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: RemindersQueries,
    private readonly reminders: RemindersService,
    private readonly links: PostLink,
    private readonly posts: PostsQueries,
    private readonly referrals: ReferralsQueries,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** The texts of the month, each with a button that copies it. */
  @Get(':token/captions')
  @Public()
  captions(@Param('token') token: string): Promise<PageView> {
    if (token === TEST_TOKEN) return Promise.resolve(captionsPage({ ...NO_CAPTIONS, test: true }));
    const reminderId = this.links.read(token);
    if (!reminderId) throw linkUnknown();
    return this.uow.read(SYSTEM, async (tx) => {
      const reminder = await this.queries.one(tx, reminderId);
      const identity = await this.referrals.identity(tx, reminder.departmentId);
      const { textNumber } = await this.organisation.current(tx);
      return captionsPage({
        token,
        departmentName: reminder.departmentName,
        monthWords: periodInWords(reminder.period),
        posts: await this.posts.free(tx, reminder.partnershipId),
        link: identity ? { ...identity, textNumber } : null,
        test: false,
      });
    });
  }

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
    if (token === TEST_TOKEN)
      return Promise.resolve(
        page('reminders/test-link', {}, { layout: 'plain', title: 'This came from a test' }),
      );
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

function captionsPage(data: Record<string, unknown>): PageView {
  return page('reminders/captions', { ...data, wide: true }, { layout: 'plain', title: 'Texts to post' });
}
