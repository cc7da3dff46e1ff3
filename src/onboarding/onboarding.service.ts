import { Injectable } from '@nestjs/common';
import { ContentService } from '../content/content.service.js';
import { type DepartmentFacts, DepartmentsQueries } from '../departments/departments.queries.js';
import { PartnershipsService, termsOffer } from '../partnerships/partnerships.service.js';
import { PitchesService } from '../pitches/pitches.service.js';
import type { Actor } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ReferralsQueries } from '../referrals/referrals.queries.js';
import { ReferralsService } from '../referrals/referrals.service.js';
import { RemindersService } from '../reminders/reminders.service.js';
import type { GreenLightDto } from './onboarding.dto.js';
import { departmentIncomplete } from './onboarding.errors.js';
import { WelcomeKit } from './welcome-kit.js';

/** What the green light made, with the addresses to print and share. */
export interface Opened {
  id: string;
  state: 'signed';
  alias: string;
  keyword: string;
  referralUrl: string;
  qrUrl: string;
  publicUrl: string;
}

/** The green light: one transaction that opens a partnership and everything that comes with it, or nothing at all. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly config: Config,
    private readonly departments: DepartmentsQueries,
    private readonly pitches: PitchesService,
    private readonly partnerships: PartnershipsService,
    private readonly referrals: ReferralsService,
    private readonly codes: ReferralsQueries,
    private readonly reminders: RemindersService,
    private readonly content: ContentService,
    private readonly kit: WelcomeKit,
  ) {}

  /**
   * Gives the green light. Throws 422 `stage_not_reachable`, `council_item_required`, `department_incomplete`,
   * `keyword_reserved`, `date_in_future`, `dates_out_of_order`, `terms_invalid`, `agreement_unreadable`; 409 `alias_taken`,
   * `keyword_taken`, `partnership_exists`; 404 for a pitch that is not there.
   */
  greenLight(actor: Actor, dto: GreenLightDto): Promise<Opened> {
    return this.uow.run(actor, async (tx) => {
      const { signedOn, endsOn, alias, keyword, agreement, councilItem } = dto;
      const { departmentId } = await this.pitches.greenLight(tx, dto.pitchId, {
        councilItem,
        occurredOn: signedOn,
      });
      const department = await this.departments.factsOrFail(tx, departmentId);
      const missing = missingIn(department);
      if (missing.length > 0) throw departmentIncomplete(missing);
      const { id } = await this.partnerships.open(tx, {
        departmentId,
        pitchId: dto.pitchId,
        signedOn,
        endsOn,
        terms: termsOffer(dto.terms),
        agreement,
      });
      await this.referrals.reserve(tx, { departmentId, alias, keyword });
      await this.reminders.createSchedule(tx, { partnershipId: id, departmentId });
      const { draftIds } = await this.content.openKit(tx, { partnershipId: id, departmentId });
      await this.kit.make(tx, { partnershipId: id, departmentId, pitchId: dto.pitchId, draftIds });
      const publicUrl = `${this.config.publicUrl}/transparency/${department.slug}`;
      return { id, state: 'signed', alias, keyword, ...this.codes.addresses(alias), publicUrl };
    });
  }
}

/** What a department still lacks for a partnership, in words for the form. */
export function missingIn(department: Pick<DepartmentFacts, 'city' | 'timeZoneSource'>): string[] {
  return [
    ...(department.city ? [] : ['City']),
    ...(department.timeZoneSource === 'exact' ? [] : ['Confirmed time zone']),
  ];
}
