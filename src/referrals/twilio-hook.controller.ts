import { Body, Controller, Header, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { type ActorRequest, FromElsewhere, Public } from '../platform/web/access.js';
import { HookDoor } from './hook-door.js';
import { KeywordTexts } from './keyword-texts.js';
import { noSuchHook, notSignedByTwilio } from './referrals.errors.js';
import { twiml } from './twiml.js';
import { isSignedByTwilio, type TwilioForm } from './twilio-signature.js';

/** Twilio's webhook for incoming text messages. It signs what it posts, so there is no secret in the path. */
@Controller('hooks/twilio')
export class TwilioHookController {
  constructor(
    private readonly config: Config,
    private readonly door: HookDoor,
    private readonly texts: KeywordTexts,
  ) {}

  /** Answers TwiML; 403 for what Twilio did not sign, before anything of it is read. */
  @Post('sms')
  @HttpCode(200)
  @Header('content-type', 'text/xml; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Public()
  @FromElsewhere()
  async receive(
    @Req() request: ActorRequest,
    @Headers('x-twilio-signature') signature: unknown,
    @Body() body: unknown,
  ): Promise<string> {
    this.door.admit(request);
    const token = this.config.twilioAuthToken;
    if (!token) throw noSuchHook();
    const form = (body ?? {}) as TwilioForm;
    // A proxy may have changed the host we see; Twilio called the one the outside knows.
    if (!isSignedByTwilio(signature, token, `${this.config.publicUrl}${request.url}`, form))
      throw notSignedByTwilio();
    return twiml(await this.texts.answer(form['Body']));
  }
}
