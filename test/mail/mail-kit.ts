import { MailService, type MailRequest } from '../../src/mail/mail.service.js';
import { OrganisationService } from '../../src/organisation/organisation.service.js';
import { SYSTEM } from '../../src/platform/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { TestApp } from '../support/app.js';

/** Says who the vendor is, so that mail may leave. */
export async function nameOrganisation(app: Pick<TestApp, 'get'>): Promise<void> {
  await app.get(UnitOfWork).run(SYSTEM, (tx) =>
    app.get(OrganisationService).change(tx, {
      legalName: 'Hallam Inc.',
      productName: 'Hallam',
      postalAddress: '12 Orchard Road, Springfield, IL 62701',
      timeZone: 'America/Chicago',
      businessHours: { days: [1, 2, 3, 4, 5], from: 9, to: 17 },
      appStoreUrl: null,
      playStoreUrl: null,
      fallbackUrl: 'https://hallam.example',
      textNumber: '555-0120',
      pressContact: { name: 'Ines Marlow', email: 'press@hallam.example', phone: '415-555-0188' },
      boilerplate: 'Hallam makes doorbells.',
    }),
  );
}

let keys = 0;

/** Writes one mail in a transaction of its own. */
export function enqueue(
  app: TestApp,
  more: Partial<MailRequest> = {},
): Promise<{ id: string; state: string }> {
  return app.get(UnitOfWork).run(SYSTEM, (tx) =>
    app.get(MailService).enqueue(tx, {
      topic: 'reminders',
      to: { name: 'Lt. Dana Whitcomb', email: 'dana@pd.example' },
      template: 'mail/mail/sign-in-link',
      data: { name: 'Dana', url: 'https://hallam.example/post', hours: 2 },
      idempotencyKey: `test-${(keys += 1)}`,
      ...more,
    }),
  );
}

/** The row of a mail, without its bytes. */
export async function rowOf(app: TestApp, id: string): Promise<Record<string, unknown>> {
  const rows = await app.sql(
    'select state, reason, attempts, next_attempt_at, smtp_reply, holder, settled_at from email_message where id = $1',
    [id],
  );
  return rows[0]!;
}
