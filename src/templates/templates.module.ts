import { Module } from '@nestjs/common';
import { TemplatesApiController } from './templates.api.controller.js';
import { TemplatesQueries } from './templates.queries.js';
import { TemplatesService } from './templates.service.js';

@Module({
  controllers: [TemplatesApiController],
  providers: [TemplatesQueries, TemplatesService],
  exports: [TemplatesQueries, TemplatesService],
})
export class TemplatesModule {}
