import { Injectable } from '@nestjs/common';
import { type BusinessCalendar, businessCalendar, type SaidDay } from '../platform/business-days.js';
import type { Tx } from '../platform/database/tx.js';

export interface BusinessHours {
  /** 1 Monday to 7 Sunday. */
  days: number[];
  /** Local hours, 0 to 24. */
  from: number;
  to: number;
}

/** The vendor's week, hours and days off in force, and the zone its own clock shows. */
export interface OfficeHours extends BusinessCalendar {
  /** Local hours, 0 to 24. */
  from: number;
  to: number;
  timeZone: string;
}

export interface OrganisationFacts {
  version: number;
  legalName: string;
  productName: string;
  postalAddress: string;
  timeZone: string;
  businessHours: BusinessHours;
  appStoreUrl: string | null;
  playStoreUrl: string | null;
  fallbackUrl: string | null;
  textNumber: string | null;
  pressContact: { name: string; email: string; phone: string };
  boilerplate: string;
  isPlaceholder: boolean;
}

/** Stands in until an admin has said who the vendor is; while it does, nothing is mailed outside. */
export const PLACEHOLDER: OrganisationFacts = {
  version: 0,
  legalName: 'Your company (not set up yet)',
  productName: 'the app',
  postalAddress: 'Postal address not set up yet',
  timeZone: 'America/New_York',
  businessHours: { days: [1, 2, 3, 4, 5], from: 9, to: 17 },
  appStoreUrl: null,
  playStoreUrl: null,
  fallbackUrl: null,
  textNumber: null,
  pressContact: { name: 'Press contact not set up yet', email: '', phone: '' },
  boilerplate: 'About the company: not set up yet.',
  isPlaceholder: true,
};

/** The vendor's facts in force. */
@Injectable()
export class OrganisationQueries {
  async current(tx: Tx): Promise<OrganisationFacts> {
    const publicly = tx.actor.side === 'public';
    const row = await tx.one<OrganisationFacts>(
      `select version, legal_name as "legalName", product_name as "productName", ${publicly ? `''` : 'postal_address'} as "postalAddress",
              time_zone as "timeZone", ${publicly ? `'{}'::jsonb` : 'business_hours'} as "businessHours", app_store_url as "appStoreUrl",
              play_store_url as "playStoreUrl", fallback_url as "fallbackUrl", text_number as "textNumber",
              press_contact as "pressContact", boilerplate, is_placeholder as "isPlaceholder"
         from organisation order by version desc limit 1`,
    );
    return row ?? PLACEHOLDER;
  }

  /** When the vendor's office is open. Read once for each use case: what an admin says of a day counts from then on. */
  async office(tx: Tx): Promise<OfficeHours> {
    const { businessHours, timeZone } = await this.current(tx);
    const said = await tx.query<SaidDay>(`select day::text as day, is_off as off from organisation_holiday`);
    const { days, from, to } = businessHours;
    return { ...businessCalendar(days, said), from, to, timeZone };
  }
}
