import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { Can, CurrentActor } from '../platform/web/access.js';

/** Who a token or session speaks for. */
@Controller('api/v1/me')
@ApiTags('identity')
@ApiBearerAuth()
export class MeApiController {
  @Get()
  @Can('own.account')
  me(@CurrentActor() actor: Actor): Record<string, unknown> {
    if (actor.side !== 'vendor' && actor.side !== 'department') return { side: actor.side };
    const { side, personId, membershipId, name, role, groups, scopes } = actor;
    return {
      side,
      personId,
      membershipId,
      name,
      role,
      groups,
      scopes,
      departmentId: side === 'department' ? actor.departmentId : null,
    };
  }
}
