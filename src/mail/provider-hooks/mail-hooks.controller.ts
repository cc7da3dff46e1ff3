import { Controller, HttpCode, Logger, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { type ActorRequest, FromElsewhere, Public } from '../../platform/web/access.js';
import { mayCallHooks } from '../../platform/web/hook-networks.js';
import { rawBodyOf } from '../../platform/web/raw-body.js';
import { hookNotSigned, noSuchHook } from '../mail.errors.js';
import { isPostmarks, isSendgrids, readMailgunSignature } from './hook-signatures.js';
import { ProviderReportsService } from './provider-reports.service.js';
import { readMailgun } from './read-mailgun.js';
import { readPostmark } from './read-postmark.js';
import { readSendgrid } from './read-sendgrid.js';
import { readSes } from './read-ses.js';
import { SnsDoor } from './sns-door.js';
import { isSigned, readSns, type SnsMessage, snsUrl } from './sns-message.js';

interface Taken {
  taken: number;
}

/**
 * Where providers tell what became of mails. A hook whose variable is not set answers 404; what a provider did not sign
 * 403, before anything of it is read; the same thing told again changes nothing.
 */
@Controller('hooks/mail')
@Public()
@ApiExcludeController()
export class MailHooksController {
  private readonly log = new Logger('MailHooks');

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly reports: ProviderReportsService,
    private readonly sns: SnsDoor,
  ) {}

  /** Amazon SES, through a topic of SNS. */
  @Post('ses')
  @HttpCode(200)
  @FromElsewhere()
  async ses(@Req() request: ActorRequest): Promise<Taken> {
    const topicArn = this.open(request, this.config.mailHooks.sesTopicArn);
    const message = readSns(rawBodyOf(request).toString('utf8'), topicArn);
    const certificate = message && snsUrl(message.SigningCertURL, topicArn);
    if (!message || !certificate || !certificate.pathname.endsWith('.pem')) throw hookNotSigned();
    const key = await this.sns.certificate(certificate).catch((error: Error) => {
      this.log.warn(`The certificate of SNS cannot be read: ${error.name}`);
      throw hookNotSigned();
    });
    if (!isSigned(message, key)) throw hookNotSigned();
    if (message.Type === 'SubscriptionConfirmation') return this.subscribe(message, topicArn);
    if (message.Type !== 'Notification') return { taken: 0 };
    return { taken: await this.reports.take('ses', readSes(parsed(message.Message))) };
  }

  @Post('postmark')
  @HttpCode(200)
  @FromElsewhere()
  async postmark(@Req() request: ActorRequest): Promise<Taken> {
    const secret = this.open(request, this.config.mailHooks.postmarkSecret);
    if (!isPostmarks(request.headers, secret)) throw hookNotSigned();
    return { taken: await this.reports.take('postmark', readPostmark(bodyOf(request))) };
  }

  @Post('sendgrid')
  @HttpCode(200)
  @FromElsewhere()
  async sendgrid(@Req() request: ActorRequest): Promise<Taken> {
    const key = this.open(request, this.config.mailHooks.sendgridKey);
    if (!isSendgrids(request.headers, rawBodyOf(request), key)) throw hookNotSigned();
    return { taken: await this.reports.take('sendgrid', readSendgrid(bodyOf(request))) };
  }

  @Post('mailgun')
  @HttpCode(200)
  @FromElsewhere()
  async mailgun(@Req() request: ActorRequest): Promise<Taken> {
    const key = this.open(request, this.config.mailHooks.mailgunKey);
    const body = bodyOf(request);
    const signature = readMailgunSignature(body, key, this.clock.now());
    if (!signature) throw hookNotSigned();
    return { taken: await this.reports.take('mailgun', readMailgun(body), signature.token) };
  }

  private open<T>(request: ActorRequest, configured: T | null): T {
    if (configured === null || !mayCallHooks(request, this.config)) throw noSuchHook();
    return configured;
  }

  /** The topic is the one in the configuration, so whoever set that has agreed already. */
  private async subscribe(message: SnsMessage, topicArn: string): Promise<Taken> {
    const url = snsUrl(message.SubscribeURL ?? '', topicArn);
    if (!url) throw hookNotSigned();
    await this.sns.get(url);
    this.log.log('SNS tells of mails from now on.');
    return { taken: 0 };
  }
}

function bodyOf(request: ActorRequest): unknown {
  return parsed(rawBodyOf(request).toString('utf8'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
