import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { newId } from '../../src/platform/id.js';
import { PitchWon } from '../../src/pitches/pitches.events.js';
import { WebhookAttempts } from '../../src/webhooks/webhook-attempts.js';
import type { TestApp } from '../support/app.js';

/**
 * A subscription with a delivery log that shows each outcome, by answers written without a receiver: for looking at its page. Returns
 * its id.
 */
export async function buildWebhook(app: TestApp): Promise<string> {
  const admin = await app.as('admin');
  const made = await admin.post('/api/v1/webhook-subscriptions', {
    url: 'https://93.184.216.34/hooks',
    eventTypes: ['pitch.won'],
  });
  if (made.status !== 201) throw new Error(`No subscription: ${made.status} ${made.text}`);
  const [work, attempts] = [app.get(UnitOfWork), app.get(WebhookAttempts)];
  for (const status of [200, 503, 302]) {
    const ids = { pitchId: newId(), departmentId: newId() };
    const subject = { type: 'pitch', id: ids.pitchId };
    const eventId = await work.run(SYSTEM, (tx) =>
      tx.record(PitchWon(ids, { visibility: 'vendor', subject, summary: 'Won a pitch' })),
    );
    await app.drain();
    const [message] = await app.sql<{ id: string }>('select id from webhook_message where event_id = $1', [
      eventId,
    ]);
    const taken = await work.run(SYSTEM, (tx) => attempts.take(tx, message!.id));
    const answer = {
      answered: true,
      status,
      text: 'Too busy',
      retryAfter: '600',
      durationMs: 40 * status,
    } as const;
    await work.run(SYSTEM, (tx) => attempts.conclude(tx, taken!, answer));
  }
  return made.json.id as string;
}
