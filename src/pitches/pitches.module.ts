import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MailModule } from '../mail/mail.module.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { Activity } from './activity.entity.js';
import { BoardController } from './board.controller.js';
import { BoardQueries } from './board.queries.js';
import { Owners } from './owners.js';
import { Offer } from './offer.entity.js';
import { PitchDiaryService } from './pitch-diary.service.js';
import { PitchMailService } from './pitch-mail.service.js';
import { PitchStage } from './pitch-stage.entity.js';
import { Pitch } from './pitch.entity.js';
import { PitchesApiController } from './pitches.api.controller.js';
import { PitchesController } from './pitches.controller.js';
import { PitchesListener } from './pitches.listener.js';
import { PitchesNav } from './pitches.nav.js';
import { PitchesQueries } from './pitches.queries.js';
import { PitchesService } from './pitches.service.js';
import { PitchesVerify } from './pitches.verify.js';
import { Task } from './task.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Pitch, PitchStage, Offer, Activity, Task]),
    DepartmentsModule,
    MailModule,
    TemplatesModule,
  ],
  controllers: [PitchesApiController, BoardController, PitchesController],
  providers: [
    PitchesService,
    PitchDiaryService,
    PitchMailService,
    PitchesQueries,
    BoardQueries,
    PitchesListener,
    PitchesNav,
    PitchesVerify,
    Owners,
  ],
  exports: [PitchesService, PitchDiaryService, PitchesQueries, BoardQueries],
})
export class PitchesModule {}
