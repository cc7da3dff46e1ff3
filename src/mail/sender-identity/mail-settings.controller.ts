import { Controller, Get } from '@nestjs/common';

import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../platform/actor.js';
import { Config } from '../../platform/config/config.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { page, type PageView } from '../../platform/web/page.js';
import { type SenderIdentity, SenderIdentityService } from './sender-identity.service.js';

/** How mail leaves, and whether the world can know that it is ours; as page and as JSON. */
@Controller()
@ApiTags('mail')
export class MailSettingsController {
  constructor(
    private readonly identity: SenderIdentityService,
    private readonly config: Config,
  ) {}

  @Get('settings/mail')
  @ApiExcludeEndpoint()
  @Can('organisation.write')
  async show(@CurrentActor() actor: Actor): Promise<PageView> {
    const { sesTopicArn, postmarkSecret, sendgridKey, mailgunKey } = this.config.mailHooks;
    const hooks = [
      { name: 'Amazon SES', path: 'ses', variable: 'SES_TOPIC_ARN', open: sesTopicArn !== null },
      {
        name: 'Postmark',
        path: 'postmark',
        variable: 'POSTMARK_WEBHOOK_SECRET',
        open: postmarkSecret !== null,
      },
      { name: 'SendGrid', path: 'sendgrid', variable: 'SENDGRID_WEBHOOK_KEY', open: sendgridKey !== null },
      { name: 'Mailgun', path: 'mailgun', variable: 'MAILGUN_WEBHOOK_KEY', open: mailgunKey !== null },
    ].map((hook) => ({ ...hook, url: `${this.config.publicUrl}/hooks/mail/${hook.path}` }));
    const identity = await this.identity.look(actor);
    return page('settings/mail', { ...identity, hooks }, { title: 'Mail settings' });
  }

  @Get('api/v1/mail-identity')
  @Can('organisation.write')
  look(@CurrentActor() actor: Actor): Promise<SenderIdentity> {
    return this.identity.look(actor);
  }
}
