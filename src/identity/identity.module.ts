import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountController } from './account.controller.js';
import { AccountQueries } from './account.queries.js';
import { IdentityLayout } from './identity.layout.js';
import { MeApiController } from './me.api.controller.js';
import { SetupController } from './setup.controller.js';
import { AccessGuard } from './access.guard.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { PeopleController } from './people.controller.js';
import { FirstStartService } from './first-start.service.js';
import { PeopleCommands } from './people.commands.js';
import { PeopleQueries } from './people.queries.js';
import { PeopleService } from './people.service.js';
import { SessionService } from './session.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';
import { ReachCommand } from './reach.command.js';
import { TeamsApiController } from './teams.api.controller.js';
import { TeamsController } from './teams.controller.js';
import { TeamsService } from './teams.service.js';
import { TokenService } from './token.service.js';

/** People who sign in, roles, sessions, invitations, API tokens. */
@Global()
@Module({
  controllers: [
    SignInController,
    SetupController,
    AccountController,
    PeopleController,
    TeamsController,
    TeamsApiController,
    InvitationsController,
    MeApiController,
  ],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    PeopleService,
    PeopleQueries,
    SessionService,
    TokenService,
    SignInService,
    FirstStartService,
    PeopleCommands,
    TeamsService,
    ReachCommand,
    AccountQueries,
    InvitationsService,
    IdentityLayout,
  ],
  exports: [
    InvitationsService,
    PeopleService,
    PeopleQueries,
    SessionService,
    TokenService,
    SignInService,
    FirstStartService,
  ],
})
export class IdentityModule {}
