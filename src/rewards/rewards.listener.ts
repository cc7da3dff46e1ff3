import { Injectable } from '@nestjs/common';
import { DepartmentsQueries } from '../departments/departments.queries.js';
import { PeopleQueries } from '../identity/people.queries.js';
import { MailService } from '../mail/mail.service.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { needsResolution } from './gift-policy.js';
import { InformationOfficers } from './information-officers.js';
import { RewardAccepted, RewardOffered, type RewardStepped } from './rewards.events.js';
import { RewardsQueries } from './rewards.queries.js';

/** Tells people what a step asks of them, once each: the mail's key is made from the reward. */
@Injectable()
export class RewardsListener {
  constructor(
    private readonly queries: RewardsQueries,
    private readonly departments: DepartmentsQueries,
    private readonly people: PeopleQueries,
    private readonly officers: InformationOfficers,
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  /** An offer is told to the department's information officers; without one, to the contact in that role. */
  @OnEvent(RewardOffered, { name: 'rewards.tell-pio-of-offer' })
  async onOffered(event: StoredEvent<RewardStepped>, tx: Tx): Promise<void> {
    const { rewardId, departmentId } = event.payload;
    const reward = await this.queries.one(tx, rewardId);
    const department = await this.departments.factsOrFail(tx, departmentId);
    for (const to of await this.officers.of(tx, departmentId)) {
      await this.mail.enqueue(tx, {
        topic: 'rewards',
        to,
        template: 'mail/rewards/offered',
        data: {
          name: to.name,
          departmentName: department.name,
          ordinal: reward.ordinal,
          fmvCents: reward.fmvCents,
          deviceSku: reward.deviceSku,
          acceptor: department.giftPolicy?.acceptor ?? null,
          needsResolution: needsResolution(department.giftPolicy, reward.fmvCents),
          url: `${this.config.publicUrl}/gifts`,
        },
        idempotencyKey: `reward-offered:${rewardId}:${to.email.toLowerCase()}`,
        departmentId,
        visibility: 'shared',
      });
    }
  }

  /** An acceptance is told to fulfilment, and to the admins who approve when there is nobody in fulfilment. */
  @OnEvent(RewardAccepted, { name: 'rewards.tell-fulfilment-of-acceptance' })
  async onAccepted(event: StoredEvent<RewardStepped>, tx: Tx): Promise<void> {
    const { rewardId, departmentId } = event.payload;
    const reward = await this.queries.one(tx, rewardId);
    const department = await this.departments.factsOrFail(tx, departmentId);
    const fulfilment = await this.people.byRole(tx, 'fulfilment');
    const told = fulfilment.length > 0 ? fulfilment : await this.people.byRole(tx, 'admin');
    for (const { name, email } of told) {
      await this.mail.enqueue(tx, {
        topic: 'rewards',
        to: { name, email },
        template: 'mail/rewards/accepted',
        data: {
          name,
          departmentName: department.name,
          ordinal: reward.ordinal,
          deviceSku: reward.deviceSku,
          authority: reward.authority,
          acceptedOn: reward.acceptedOn,
          resolutionNumber: reward.resolutionNumber,
          addressMissing: department.shipTo === null,
          url: `${this.config.publicUrl}/rewards/${rewardId}`,
        },
        idempotencyKey: `reward-accepted:${rewardId}:${email.toLowerCase()}`,
        departmentId,
        visibility: 'vendor',
      });
    }
  }
}
