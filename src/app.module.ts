import { type DynamicModule, Module } from '@nestjs/common';
import { ApprovalsModule } from './approvals/approvals.module.js';
import { AuditModule } from './audit/audit.module.js';
import { ContentModule } from './content/content.module.js';
import { DemoModule } from './demo/demo.module.js';
import { DepartmentsModule } from './departments/departments.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { ListsModule } from './lists/lists.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { MailModule } from './mail/mail.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { OrganisationModule } from './organisation/organisation.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { PartnershipsModule } from './partnerships/partnerships.module.js';
import { PitchMailModule } from './pitches/mail/pitch-mail.module.js';
import { PitchesModule } from './pitches/pitches.module.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';
import { RecordsModule } from './records/records.module.js';
import { ReferralsModule } from './referrals/referrals.module.js';
import { RemindersModule } from './reminders/reminders.module.js';
import { RewardsModule } from './rewards/rewards.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { SearchModule } from './search/search.module.js';
import { TemplatesModule } from './templates/templates.module.js';
import { TodayModule } from './today/today.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** Every room of the house; wiring only. */
@Module({})
export class AppModule {
  static with(options: PlatformOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(options),
        IdentityModule,
        OrganisationModule,
        AuditModule,
        DemoModule,
        MailModule,
        TemplatesModule,
        ApprovalsModule,
        DepartmentsModule,
        PitchesModule,
        ImportsModule,
        PitchMailModule,
        PartnershipsModule,
        RewardsModule,
        ReferralsModule,
        RemindersModule,
        ContentModule,
        OnboardingModule,
        RecordsModule,
        ListsModule,
        TodayModule,
        SearchModule,
        ReportsModule,
        WebhooksModule,
        NoticesModule,
      ],
    };
  }
}
