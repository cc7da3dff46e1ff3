import { Module } from '@nestjs/common';
import { ContentModule } from '../content/content.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MailModule } from '../mail/mail.module.js';
import { OrganisationModule } from '../organisation/organisation.module.js';
import { PartnershipsModule } from '../partnerships/partnerships.module.js';
import { PitchesModule } from '../pitches/pitches.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { RemindersModule } from '../reminders/reminders.module.js';
import { OnboardingApiController } from './onboarding.api.controller.js';
import { OnboardingController } from './onboarding.controller.js';
import { OnboardingListener } from './onboarding.listener.js';
import { OnboardingService } from './onboarding.service.js';
import { WelcomeKit } from './welcome-kit.js';

@Module({
  imports: [
    ContentModule,
    DepartmentsModule,
    IdentityModule,
    MailModule,
    OrganisationModule,
    PartnershipsModule,
    PitchesModule,
    ReferralsModule,
    RemindersModule,
  ],
  controllers: [OnboardingApiController, OnboardingController],
  providers: [OnboardingService, OnboardingListener, WelcomeKit],
})
export class OnboardingModule {}
