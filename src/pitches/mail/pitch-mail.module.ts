import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../../departments/departments.module.js';
import { MailModule } from '../../mail/mail.module.js';
import { TemplatesModule } from '../../templates/templates.module.js';
import { PitchesModule } from '../pitches.module.js';
import { DepartmentStopService } from '../sequences/department-stop.service.js';
import { Ending } from '../sequences/ending.js';
import { EnrolmentPlan } from '../sequences/enrolment-plan.js';
import { EnrolmentsController } from '../sequences/enrolments.controller.js';
import { EnrolmentsService } from '../sequences/enrolments.service.js';
import { SequenceSender } from '../sequences/sequence-sender.js';
import { SequencesApiController } from '../sequences/sequences.api.controller.js';
import { SequencesController } from '../sequences/sequences.controller.js';
import { SequencesListener } from '../sequences/sequences.listener.js';
import { SequencesQueries } from '../sequences/sequences.queries.js';
import { SequencesService } from '../sequences/sequences.service.js';
import { SequencesVerify } from '../sequences/sequences.verify.js';
import { StopLink } from '../sequences/stop-link.js';
import { StopLiftingsController } from '../sequences/stop-liftings.controller.js';
import { StopMailsController } from '../sequences/stop-mails.controller.js';
import { PitchMailPage } from './pitch-mail-page.js';
import { PitchMailQueries } from './pitch-mail.queries.js';
import { PitchMailService } from './pitch-mail.service.js';
import { PitchMailText } from './pitch-mail-text.js';
import { PitchMailbox } from './pitch-mailbox.js';
import { PitchMailsApiController } from './pitch-mails.api.controller.js';
import { PitchMailsController } from './pitch-mails.controller.js';
import { PitchReplies } from './pitch-replies.js';

/** Mail of pitches: written from templates, answered to a pitch's own address, followed up in sequences. */
@Module({
  imports: [PitchesModule, DepartmentsModule, MailModule, TemplatesModule],
  controllers: [
    PitchMailsApiController,
    PitchMailsController,
    SequencesApiController,
    SequencesController,
    EnrolmentsController,
    StopLiftingsController,
    StopMailsController,
  ],
  providers: [
    PitchMailService,
    PitchMailText,
    PitchMailbox,
    PitchReplies,
    PitchMailQueries,
    PitchMailPage,
    SequencesService,
    SequencesQueries,
    EnrolmentsService,
    EnrolmentPlan,
    Ending,
    SequenceSender,
    SequencesListener,
    SequencesVerify,
    DepartmentStopService,
    StopLink,
  ],
})
export class PitchMailModule {}
