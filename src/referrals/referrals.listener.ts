import { Injectable } from '@nestjs/common';
import {
  PartnershipActivated,
  PartnershipEnded,
  PartnershipOpened,
  PartnershipRenewed,
  TermsChanged,
} from '../partnerships/partnerships.events.js';
import { DepartmentMerged, DepartmentMergeReverted } from '../departments/departments.events.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { Redeciding } from './redeciding.js';
import { termsTouchPast } from './referrals.errors.js';
import { TermsRecounts } from './terms-recounts/terms-recounts.js';

type OfDepartment = StoredEvent<{ departmentId: string }>;
type OfTerms = StoredEvent<{
  partnershipId: string;
  departmentId: string;
  termsVersionId: string;
  from: string;
  recounted: boolean;
}>;

/**
 * Every date and term the rule reads: when one is entered or corrected, the downloads it touches are decided again in the
 * same transaction. The announcement is not among them; it changes no count.
 */
@Injectable()
export class ReferralsListener {
  constructor(
    private readonly redeciding: Redeciding,
    private readonly recounts: TermsRecounts,
  ) {}

  @OnEvent(PartnershipOpened, { name: 'referrals.on-opened', inTransaction: true })
  onOpened(event: OfDepartment, tx: Tx): Promise<void> {
    return this.redeciding.opened(tx, event.payload.departmentId);
  }

  @OnEvent(PartnershipActivated, { name: 'referrals.on-activated', inTransaction: true })
  onActivated(event: OfDepartment, tx: Tx): Promise<void> {
    return this.redeciding.department(tx, event.payload.departmentId, 'active date entered');
  }

  @OnEvent(PartnershipEnded, { name: 'referrals.on-ended', inTransaction: true })
  onEnded(event: OfDepartment, tx: Tx): Promise<void> {
    return this.redeciding.department(tx, event.payload.departmentId, 'end date entered');
  }

  @OnEvent(PartnershipRenewed, { name: 'referrals.on-renewed', inTransaction: true })
  onRenewed(event: OfDepartment, tx: Tx): Promise<void> {
    return this.redeciding.department(tx, event.payload.departmentId, 'partnership renewed');
  }

  /** A link of one now counts for the partnership of the other, or no longer does. */
  @OnEvent(DepartmentMerged, { name: 'referrals.on-merged', inTransaction: true })
  async onMerged(event: StoredEvent<{ departmentId: string; intoId: string }>, tx: Tx): Promise<void> {
    await this.redeciding.merged(
      tx,
      [event.payload.departmentId, event.payload.intoId],
      'departments merged',
    );
  }

  @OnEvent(DepartmentMergeReverted, { name: 'referrals.on-merge-reverted', inTransaction: true })
  async onMergeReverted(event: StoredEvent<{ departmentId: string; intoId: string }>, tx: Tx): Promise<void> {
    await this.redeciding.merged(tx, [event.payload.departmentId, event.payload.intoId], 'merge undone');
  }

  /** Throws 422 `terms_touch_past` for terms that would recount what was decided before today; these are previewed and confirmed. */
  @OnEvent(TermsChanged, { name: 'referrals.on-terms-changed', inTransaction: true })
  async onTermsChanged({ payload }: OfTerms, tx: Tx): Promise<void> {
    if (payload.recounted) return;
    if (await this.recounts.touchesThePast(tx, payload)) throw termsTouchPast();
    await this.redeciding.department(tx, payload.departmentId, 'terms changed');
  }
}
