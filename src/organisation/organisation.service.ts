import { Injectable } from '@nestjs/common';
import { personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { DomainError } from '../platform/errors.js';
import { defineEvent } from '../platform/events/define-event.js';
import { isTimeZone } from '../platform/local-time.js';
import { type OrganisationFacts, OrganisationQueries } from './organisation.queries.js';

export const OrganisationChanged = defineEvent<{ version: number }>('organisation.changed', {
  recordOnly: true,
});

export type OrganisationInput = Omit<OrganisationFacts, 'version' | 'isPlaceholder'>;

/** Says who the vendor is; each saying is a new version. */
@Injectable()
export class OrganisationService {
  constructor(private readonly queries: OrganisationQueries) {}

  /** Writes the next version. Throws `unknown_time_zone` (422). Two at once: the later one gets 409 `stale_version`. */
  async change(tx: Tx, input: OrganisationInput): Promise<OrganisationFacts> {
    if (!isTimeZone(input.timeZone)) {
      throw new DomainError('invalid', 'unknown_time_zone', 'The time zone is not an IANA name.', {
        errors: [{ field: 'timeZone', message: 'Use a name such as America/Chicago.' }],
      });
    }
    const version = (await this.queries.current(tx)).version + 1;
    const made = await tx.query(
      `insert into organisation (version, legal_name, product_name, postal_address, time_zone, business_hours, app_store_url,
         play_store_url, fallback_url, text_number, press_contact, boilerplate, is_placeholder, changed_by, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, false, $13, $14) on conflict (version) do nothing returning version`,
      [
        version,
        input.legalName,
        input.productName,
        input.postalAddress,
        input.timeZone,
        JSON.stringify(input.businessHours),
        input.appStoreUrl,
        input.playStoreUrl,
        input.fallbackUrl,
        input.textNumber,
        JSON.stringify(input.pressContact),
        input.boilerplate,
        personIdOf(tx.actor),
        tx.now,
      ],
    );
    if (made.length === 0)
      throw new DomainError(
        'conflict',
        'stale_version',
        'Someone else changed this a moment ago. Look at it again.',
      );
    await tx.record(
      OrganisationChanged(
        { version },
        {
          visibility: 'vendor',
          subject: { type: 'organisation', id: String(version) },
          summary: 'Organisation details changed',
        },
      ),
    );
    return this.queries.current(tx);
  }
}
