import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FromElsewhere, Public } from '../../platform/web/access.js';
import type { FormBody } from '../../platform/web/form.js';
import { page, type PageView } from '../../platform/web/page.js';
import { type Preferences, type Subscription, SuppressionsService } from './suppressions.service.js';
import { topicOf } from '../topics.js';

/**
 * Where a reader ends mails of a kind, or chooses among kinds. Mail programs post here by themselves (RFC 8058), without
 * cookies and from anywhere; the signed address is the whole right. Opening a page changes nothing.
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

  @Get(':token/topics')
  async topics(@Param('token') token: string): Promise<PageView> {
    return topicsView(token, await this.suppressions.preferences(token), false);
  }

  @Post(':token/topics')
  @FromElsewhere()
  @HttpCode(200)
  async choose(@Param('token') token: string, @Body() body: FormBody): Promise<PageView> {
    const names = Object.keys(body ?? {});
    const wanted = names.filter((name) => name.startsWith(FIELD)).map((name) => name.slice(FIELD.length));
    return topicsView(
      token,
      await this.suppressions.choose(token, {
        wanted,
        none: names.includes('none'),
        again: names.includes('again'),
      }),
      true,
    );
  }
}

const FIELD = 'topic.';

function view(token: string, { topic, departmentName, ended }: Subscription): PageView {
  const data = { token, topicWords: topicOf(topic).words, departmentName, done: ended };
  return page('mail-pages/unsubscribe', data, { layout: 'plain', title: 'Stop these mails' });
}

function topicsView(token: string, preferences: Preferences, saved: boolean): PageView {
  const topics = preferences.topics.map(({ words, ...topic }) => ({
    ...topic,
    label: words.charAt(0).toUpperCase() + words.slice(1),
  }));
  return page(
    'mail-pages/topics',
    { token, ...preferences, topics, saved },
    { layout: 'plain', title: 'Which mails you get' },
  );
}
