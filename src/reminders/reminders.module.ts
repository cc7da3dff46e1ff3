import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ContentModule } from '../content/content.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MailModule } from '../mail/mail.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { RewardsModule } from '../rewards/rewards.module.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { DepartmentRemindersController } from './department-reminders.controller.js';
import { OutreachPost } from './outreach-post.entity.js';
import { Planner } from './planner.js';
import { PostLink } from './post-link.js';
import { PreviewController } from './preview.controller.js';
import { ReminderMail } from './reminder-mail.js';
import { Reminder } from './reminder.entity.js';
import { ReminderSchedule } from './reminder-schedule.entity.js';
import { RemindersApiController } from './reminders.api.controller.js';
import { RemindersController } from './reminders.controller.js';
import { RemindersListener } from './reminders.listener.js';
import { RemindersQueries } from './reminders.queries.js';
import { RemindersService } from './reminders.service.js';
import { RemindersVerify } from './reminders.verify.js';
import { SchedulePage } from './schedule-page.js';
import { Sending } from './sending.js';
import { TestReminders } from './test-reminders.js';
import { VariantsQueries } from './variants.queries.js';
import { WePostedController } from './we-posted.controller.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ReminderSchedule, Reminder, OutreachPost]),
    IdentityModule,
    OrganisationModule,
    DepartmentsModule,
    PartnershipsModule,
    ReferralsModule,
    RewardsModule,
    TemplatesModule,
    ContentModule,
    MailModule,
  ],
  controllers: [
    PreviewController,
    RemindersApiController,
    RemindersController,
    DepartmentRemindersController,
    WePostedController,
  ],
  providers: [
    RemindersService,
    RemindersQueries,
    RemindersListener,
    RemindersVerify,
    Planner,
    Sending,
    ReminderMail,
    PostLink,
    SchedulePage,
    TestReminders,
    VariantsQueries,
  ],
  exports: [RemindersService, RemindersQueries],
})
export class RemindersModule {}
