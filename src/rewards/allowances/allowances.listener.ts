import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../../departments/departments.queries.js';
import { MailService } from '../../mail/mail.service.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/tx.js';
import type { StoredEvent } from '../../platform/events/define-event.js';
import { OnEvent } from '../../platform/events/on-event.js';
import { needsResolution } from '../gift-policy.js';
import { InformationOfficers } from '../information-officers.js';
import { AllowanceOffered, type AllowanceStepped } from './allowance.events.js';
import { AllowancesQueries } from './allowances.queries.js';

/** Tells a department what is offered to it, once: the mail's key is made from the allowance. */
@Injectable()
export class AllowancesListener {
  constructor(
    private readonly queries: AllowancesQueries,
    private readonly departments: DepartmentsQueries,
    private readonly officers: InformationOfficers,
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  @OnEvent(AllowanceOffered, { name: 'rewards.tell-pio-of-allowance' })
  async onOffered(event: StoredEvent<AllowanceStepped>, tx: Tx): Promise<void> {
    const { allowanceId, departmentId } = event.payload;
    const allowance = await this.queries.one(tx, allowanceId);
    const { name: departmentName, giftPolicy } = await this.departments.factsOrFail(tx, departmentId);
    for (const to of await this.officers.of(tx, departmentId)) {
      await this.mail.enqueue(tx, {
        topic: 'rewards',
        to,
        template: 'mail/rewards/allowance-offered',
        data: {
          name: to.name,
          departmentName,
          kind: allowance.kind,
          words: allowance.words,
          acceptor: giftPolicy?.acceptor ?? null,
          needsResolution: needsResolution(giftPolicy, allowance.capCents),
          url: `${this.config.publicUrl}/allowances/${allowanceId}`,
        },
        idempotencyKey: `allowance-offered:${allowanceId}:${to.email.toLowerCase()}`,
        departmentId,
        visibility: 'shared',
      });
    }
  }
}
