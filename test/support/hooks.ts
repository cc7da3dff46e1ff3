import type { Answer } from './client.js';
import { twilioSignature } from '../../src/referrals/twilio-signature.js';
import type { TestApp } from './app.js';

/** One secret for each hook; all of them configured. */
export const HOOKS = {
  branch: 'branch-test-secret-0123456789',
  appsflyer: 'appsflyer-test-secret-0123456789',
  adjust: 'adjust-test-secret-0123456789',
  twilio: 'twilio-test-token-0123456789',
};

export const HOOKS_ENV = {
  PUBLIC_URL: 'https://partners.example',
  BRANCH_WEBHOOK_SECRET: HOOKS.branch,
  APPSFLYER_WEBHOOK_SECRET: HOOKS.appsflyer,
  ADJUST_WEBHOOK_SECRET: HOOKS.adjust,
  TWILIO_AUTH_TOKEN: HOOKS.twilio,
};

/** Posts a text message as Twilio does, signed unless said otherwise. */
export function textMessage(
  app: TestApp,
  fields: Record<string, string>,
  headers?: Record<string, string>,
): Promise<Answer> {
  const form = { MessageSid: 'SM0123456789', From: '+16205550142', To: '+15550100', ...fields };
  const signature = twilioSignature(HOOKS.twilio, `${HOOKS_ENV.PUBLIC_URL}/hooks/twilio/sms`, form) ?? '';
  return app.anyone().send(
    'POST',
    '/hooks/twilio/sms',
    {
      'content-type': 'application/x-www-form-urlencoded',
      ...(headers ?? { 'x-twilio-signature': signature }),
    },
    new URLSearchParams(form).toString(),
  );
}
