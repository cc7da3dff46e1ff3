import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { MergeDto } from './departments.dto.js';
import { MergesService } from './merges.service.js';

/** Two entries of one department made one, and two again. */
@ApiTags('Departments')
@Controller('api/v1/departments/:id')
export class MergesApiController {
  constructor(private readonly merges: MergesService) {}

  @Post('merge')
  @Can('departments.write')
  async merge(@CurrentActor() actor: Actor, @Param('id') id: string, @Body() { intoId }: MergeDto) {
    return { id, mergedIntoId: await this.merges.merge(actor, id, intoId) };
  }

  @Post('merge-reversal')
  @Can('departments.write')
  async revert(@CurrentActor() actor: Actor, @Param('id') id: string) {
    await this.merges.revert(actor, id);
    return { id, mergedIntoId: null };
  }
}
