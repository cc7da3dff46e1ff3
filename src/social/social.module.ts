import { Module } from '@nestjs/common';
import { CaptionsService } from './captions.service.js';
import { Masters } from './masters.js';
import { MastersController } from './masters.controller.js';
import { PicturesListener } from './pictures.listener.js';
import { PicturesQueries } from './pictures.queries.js';
import { PicturesService } from './pictures.service.js';

/** Captions and pictures for social networks. */
@Module({
  controllers: [MastersController],
  providers: [CaptionsService, Masters, PicturesListener, PicturesQueries, PicturesService],
  exports: [CaptionsService, PicturesQueries, PicturesService],
})
export class SocialModule {}
