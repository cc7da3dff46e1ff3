import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import type { Actor } from '../../platform/actor.js';
import { Config } from '../../platform/config/config.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { notFound } from '../../platform/errors.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { page, type PageView } from '../../platform/web/page.js';
import { renderMail, type RenderedMail } from '../mail-template.js';
import { topicOf } from '../topics.js';
import { sendFrame } from './mail-frame.js';
import { mailNames, mailSample, type MailSample } from './mail-samples.js';

/** Every mail the product can send, as it reads with invented data. */
@Controller('settings/mail/previews')
@ApiExcludeController()
export class MailPreviewsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organisation: OrganisationQueries,
    private readonly config: Config,
  ) {}

  @Get()
  @Can('organisation.write')
  list(): PageView {
    const mails = mailNames().map((name) => {
      const sample = this.sample(name);
      return { name, about: sample.about, topic: topicOf(sample.topic).words };
    });
    return page('mail-previews/list', { mails }, { title: 'Mails' });
  }

  @Get(':room/:name')
  @Can('organisation.write')
  async show(
    @CurrentActor() actor: Actor,
    @Param('room') room: string,
    @Param('name') name: string,
  ): Promise<PageView> {
    const sample = this.sample(`${room}/${name}`);
    const { subject, text, html } = await this.rendered(actor, sample);
    const { words, endable } = topicOf(sample.topic);
    const data = {
      name: `${room}/${name}`,
      about: sample.about,
      subject,
      text,
      topic: words,
      endable,
      kilobytes: Math.ceil(Buffer.byteLength(html) / 1_024),
      frameHref: `/settings/mail/previews/${room}/${name}/frame`,
    };
    return page('mail-previews/show', data, { title: sample.about });
  }

  /** The HTML part alone, for the frame of the page. */
  @Get(':room/:name/frame')
  @Can('organisation.write')
  async frame(
    @CurrentActor() actor: Actor,
    @Param('room') room: string,
    @Param('name') name: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendFrame(reply, (await this.rendered(actor, this.sample(`${room}/${name}`))).html);
  }

  private sample(name: string): MailSample {
    const sample = mailSample(name, this.config.publicUrl);
    if (!sample) throw notFound('mail');
    return sample;
  }

  private async rendered(actor: Actor, { template, data, topic }: MailSample): Promise<RenderedMail> {
    const organisation = await this.unitOfWork.read(actor, (tx) => this.organisation.current(tx));
    const { publicUrl } = this.config;
    const unsubscribeUrl = topicOf(topic).endable ? `${publicUrl}/u/sample` : null;
    const preferencesUrl = unsubscribeUrl && `${unsubscribeUrl}/topics`;
    return renderMail(template, data, { organisation, publicUrl, unsubscribeUrl, preferencesUrl });
  }
}
