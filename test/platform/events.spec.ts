import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { DeliveryService } from '../../src/platform/events/delivery.service.js';
import { Relay } from '../../src/platform/events/relay.js';
import { OrganisationChanged } from '../../src/organisation/organisation.service.js';
import { SignInLinkRequested } from '../../src/identity/sign-in.service.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('events', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const place = {
    visibility: 'vendor' as const,
    subject: { type: 'organisation', id: '1' },
    summary: 'A trial',
  };

  it('are recorded with the work or not at all', async () => {
    const before = await app.sql('select 1 from domain_event');
    await expect(
      app.get(UnitOfWork).run(SYSTEM, async (tx) => {
        await tx.record(OrganisationChanged({ version: 9 }, place));
        throw new Error('cut off');
      }),
    ).rejects.toThrow('cut off');
    expect(await app.sql('select 1 from domain_event')).toHaveLength(before.length);
  });

  it('reach a listener once, however often the doorbell rings', async () => {
    const rep = await app.as({ role: 'rep', email: 'mara@hallam.example' });
    const eventId = await app
      .get(UnitOfWork)
      .run(SYSTEM, (tx) =>
        tx.record(
          SignInLinkRequested(
            { personId: rep.personId },
            { ...place, subject: { type: 'person', id: rep.personId } },
          ),
        ),
      );
    await Promise.all(
      Array.from({ length: 10 }, () => app.get(DeliveryService).deliver(eventId, 'mail.sign-in-link')),
    );
    await app.get(DeliveryService).deliver(eventId, 'mail.sign-in-link');
    expect(
      await app.sql(`select 1 from email_message where to_address = 'mara@hallam.example'`),
    ).toHaveLength(1);
    expect(
      await app.sql(`select 1 from event_delivery where event_id = $1 and state = 'done'`, [eventId]),
    ).toHaveLength(1);
  });

  it('stay pending, later and later, while a listener fails', async () => {
    const eventId = await app
      .get(UnitOfWork)
      .run(SYSTEM, (tx) =>
        tx.record(
          SignInLinkRequested(
            { personId: 'not-a-person' },
            { ...place, subject: { type: 'person', id: 'x' } },
          ),
        ),
      );
    for (let i = 0; i < 3; i++) await app.get(DeliveryService).deliver(eventId, 'mail.sign-in-link');
    const [row] = await app.sql<{ state: string; attempts: number; later: boolean; last_error: string }>(
      'select state, attempts, next_attempt_at > clock_timestamp() as later, last_error from event_delivery where event_id = $1',
      [eventId],
    );
    expect(row).toMatchObject({ state: 'pending', attempts: 3, later: true });
    expect(row?.last_error).toBeTruthy();
    // Not due yet, so the relay does not ring for it.
    await app.get(Relay).pass();
    const [rung] = await app.sql<{ rung_at: Date | null }>(
      'select rung_at from event_delivery where event_id = $1',
      [eventId],
    );
    expect(rung?.rung_at).toBeNull();
  });
});
