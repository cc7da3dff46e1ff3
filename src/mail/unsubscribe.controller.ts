import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FromElsewhere, Public } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { type Subscription, SuppressionsService } from './suppressions.service.js';

/** Words for the topics that can be ended; any other is called by its own name. */
const TOPIC_WORDS: Record<string, string> = {
  reminders: 'monthly reminders',
  reminder: 'monthly reminders',
  rewards: 'mails about devices',
  review: 'mails about reviews',
};

/**
 * Where a reader ends mails of a kind. Mail programs post here by themselves (RFC 8058), without cookies and from
 * anywhere; the signed address is the whole right. Opening the page changes nothing.
 */
@Controller('u')
@Public()
@ApiExcludeController()
export class UnsubscribeController {
  constructor(private readonly suppressions: SuppressionsService) {}

  @Get(':token')
  async show(@Param('token') token: string): Promise<PageView> {
    return view(token, await this.suppressions.look(token));
  }

  @Post(':token')
  @FromElsewhere()
  @HttpCode(200)
  async end(@Param('token') token: string): Promise<PageView> {
    return view(token, await this.suppressions.end(token));
  }

  @Post(':token/undo')
  @FromElsewhere()
  @HttpCode(200)
  async undo(@Param('token') token: string): Promise<PageView> {
    return view(token, await this.suppressions.undo(token));
  }
}

function view(token: string, { topic, departmentName, ended }: Subscription): PageView {
  const topicWords = TOPIC_WORDS[topic] ?? `mails about ${topic}`;
  const data = { token, topicWords, departmentName, done: ended };
  return page('mail-pages/unsubscribe', data, { layout: 'plain', title: 'Stop these mails' });
}
