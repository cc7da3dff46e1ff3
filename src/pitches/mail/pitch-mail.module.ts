import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../../departments/departments.module.js';
import { MailModule } from '../../mail/mail.module.js';
import { TemplatesModule } from '../../templates/templates.module.js';
import { PitchesModule } from '../pitches.module.js';
import { PitchMailQueries } from './pitch-mail.queries.js';
import { PitchMailService } from './pitch-mail.service.js';
import { PitchMailText } from './pitch-mail-text.js';
import { PitchMailbox } from './pitch-mailbox.js';
import { PitchMailsApiController } from './pitch-mails.api.controller.js';
import { PitchReplies } from './pitch-replies.js';

/** Mail of pitches: written from templates, answered to a pitch's own address, followed up in sequences. */
@Module({
  imports: [PitchesModule, DepartmentsModule, MailModule, TemplatesModule],
  controllers: [PitchMailsApiController],
  providers: [PitchMailService, PitchMailText, PitchMailbox, PitchReplies, PitchMailQueries],
})
export class PitchMailModule {}
