import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FromElsewhere, Public } from '../../platform/web/access.js';
import { page, type PageView } from '../../platform/web/page.js';
import { DepartmentStopService, type Stoppable } from './department-stop.service.js';

/**
 * Where a department stops our follow-ups, and lets them come again, by the link in each of them. The signed link is the whole right: no
 * sign-in, no cookie. Mail scanners open links, so opening the page changes nothing.
 */
@ApiExcludeController()
@Controller('stop-mails')
@Public()
export class StopMailsController {
  constructor(private readonly stops: DepartmentStopService) {}

  @Get(':token')
  async show(@Param('token') token: string): Promise<PageView> {
    return view(token, await this.stops.look(token));
  }

  @Post(':token')
  @FromElsewhere()
  @HttpCode(200)
  async stop(@Param('token') token: string): Promise<PageView> {
    return view(token, await this.stops.stop(token));
  }

  @Post(':token/resumption')
  @HttpCode(200)
  async lift(@Param('token') token: string): Promise<PageView> {
    return view(token, await this.stops.liftByLink(token), true);
  }
}

function view(token: string, stoppable: Stoppable, lifted = false): PageView {
  return page(
    'pitches/mail/stop',
    { token, ...stoppable, lifted },
    { layout: 'plain', title: 'Stop these mails' },
  );
}
