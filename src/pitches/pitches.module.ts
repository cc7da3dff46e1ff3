import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DepartmentsModule } from '../departments/departments.module.js';
import { MailModule } from '../mail/mail.module.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { Activity } from './activity.entity.js';
import { BoardController } from './board.controller.js';
import { BoardPartsController } from './board-parts.controller.js';
import { BoardQueries } from './board.queries.js';
import { Owners } from './owners.js';
import { Offer } from './offer.entity.js';
import { OffersService } from './offers.service.js';
import { PitchCustomController } from './pitch-custom.controller.js';
import { PitchCustomService } from './pitch-custom.service.js';
import { PitchDiaryService } from './pitch-diary.service.js';
import { PitchStage } from './pitch-stage.entity.js';
import { Pitch } from './pitch.entity.js';
import { PitchesApiController } from './pitches.api.controller.js';
import { PitchesController } from './pitches.controller.js';
import { PitchesListener } from './pitches.listener.js';
import { PitchesNav } from './pitches.nav.js';
import { PitchesQueries } from './pitches.queries.js';
import { PitchesService } from './pitches.service.js';
import { PitchesVerify } from './pitches.verify.js';
import { StageLimitsController } from './stage-limits.controller.js';
import { StageLimitsService } from './stage-limits.service.js';
import { TallyFolder } from './tally-folder.js';
import { Task } from './task.entity.js';
import { ActivityFile } from './diary/activity-file.entity.js';
import { ActivityMention } from './diary/activity-mention.entity.js';
import { TasksService } from './tasks/tasks.service.js';
import { CalendarController } from './calendar/calendar.controller.js';
import { CalendarFeed } from './calendar/calendar-feed.entity.js';
import { CalendarService } from './calendar/calendar.service.js';
import { DiaryController } from './diary/diary.controller.js';
import { ActivityIntakeService } from './intake/activity-intake.service.js';
import { PitchIntakeStore } from './intake/pitch-intake-store.js';
import { PitchIntakeService } from './intake/pitch-intake.service.js';
import { EntriesQueries } from './diary/entries.queries.js';
import { TimelineQueries } from './diary/timeline.queries.js';
import { OutcomesService } from './outcomes.service.js';
import { PitchFormsController } from './pitch-forms.controller.js';
import { PitchPages } from './pitch-pages.js';
import { TasksApiController } from './tasks/tasks.api.controller.js';
import { TasksController } from './tasks/tasks.controller.js';
import { TasksQueries } from './tasks/tasks.queries.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Pitch,
      PitchStage,
      Offer,
      Activity,
      ActivityFile,
      ActivityMention,
      CalendarFeed,
      Task,
    ]),
    DepartmentsModule,
    MailModule,
    TemplatesModule,
  ],
  controllers: [
    PitchesApiController,
    BoardController,
    BoardPartsController,
    StageLimitsController,
    PitchesController,
    PitchFormsController,
    DiaryController,
    CalendarController,
    TasksController,
    TasksApiController,
    PitchCustomController,
  ],
  providers: [
    PitchesService,
    PitchIntakeService,
    PitchIntakeStore,
    ActivityIntakeService,
    OffersService,
    PitchDiaryService,
    TasksService,
    TasksQueries,
    TimelineQueries,
    EntriesQueries,
    OutcomesService,
    CalendarService,
    PitchPages,
    PitchCustomService,
    PitchesQueries,
    BoardQueries,
    PitchesListener,
    PitchesNav,
    PitchesVerify,
    StageLimitsService,
    TallyFolder,
    Owners,
  ],
  exports: [
    PitchesService,
    PitchIntakeService,
    ActivityIntakeService,
    PitchDiaryService,
    TasksService,
    PitchCustomService,
    PitchesQueries,
    EntriesQueries,
    BoardQueries,
  ],
})
export class PitchesModule {}
