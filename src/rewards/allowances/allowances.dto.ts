import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';
import { AUTHORITIES, type Authority } from '../gift-policy.js';
import { ALLOWANCE_STATES, type AllowanceState } from './allowance-states.js';
import { ALLOWANCE_KINDS, type AllowanceKind, MOST_CENTS, MOST_UNITS } from './allowance-value.js';

/** A calendar day in the department's zone. */
const DAY = { message: '$property is a calendar day written YYYY-MM-DD' };
const DAY_PATTERN = /^(199\d|2[01]\d\d)-\d\d-\d\d$/;

/** A discount for residents, or a subsidy that matches what the city spends; money in cents. */
export class OfferAllowanceDto {
  @IsUUID() partnershipId: string;
  /** `department`; anyone else is refused with `personal_incentive`. */
  @IsString() @IsNotEmpty() @MaxLength(200) recipient: string;
  @IsIn(ALLOWANCE_KINDS) kind: AllowanceKind;
  /** What comes off each device, of a discount. */
  @IsOptional() @IsInt() @Min(1) @Max(MOST_CENTS) unitCents?: number;
  /** The share of what the city spends that is matched, of a subsidy; 100 is dollar for dollar. */
  @IsOptional() @IsInt() @Min(1) @Max(1000) matchPercent?: number;
  /** Devices at most. A discount may name the cap instead. */
  @IsOptional() @IsInt() @Min(1) @Max(MOST_UNITS) units?: number;
  /** All of it at most. */
  @IsOptional() @IsInt() @Min(1) @Max(MOST_CENTS) capCents?: number;
  /** The day it was offered; today when left out. */
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) offeredOn?: string;
  /** First and last day on which it may be used, both inclusive; without them it is open until it is closed. */
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) startsOn?: string;
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) endsOn?: string;
}

export class AllowanceAcceptanceDto {
  @IsIn(AUTHORITIES) authority: Authority;
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) acceptedOn: string;
  /** Needed above the department's limit, and where no limit is set. */
  @IsOptional() @IsString() @MaxLength(100) resolutionNumber?: string;
}

export class AllowanceActivationDto {
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) activeOn: string;
}

export class AllowanceRefusalDto {
  @IsString() @IsNotEmpty() @MaxLength(500) reason: string;
}

export class AllowanceClosingDto {
  @IsString() @IsNotEmpty() @MaxLength(500) reason: string;
  /** Today when left out. */
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) closedOn?: string;
}

/** A total of what was used from one day to another. There is no field for a person, a code or an address. */
export class UseDto {
  /** The report's own name, such as `2019-05`; sent twice, it counts once. */
  @Matches(/^[A-Za-z0-9._-]{1,60}$/, { message: 'key is 1 to 60 letters, digits and . _ -' }) key: string;
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) from: string;
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) to: string;
  @IsInt() @Min(1) @Max(MOST_UNITS) units: number;
  /** What the company gave. */
  @IsInt() @Min(1) @Max(MOST_CENTS) amountCents: number;
  /** What the city spent itself, of a subsidy. */
  @IsOptional() @IsInt() @Min(1) @Max(2 * MOST_CENTS) citySpentCents?: number;
}

/** Takes a report back whole; the right one is then sent under a key of its own. */
export class UseReversalDto {
  @Matches(/^[A-Za-z0-9._-]{1,60}$/, { message: 'key is 1 to 60 letters, digits and . _ -' }) key: string;
  @IsString() @IsNotEmpty() @MaxLength(500) reason: string;
}

export class AllowanceListQuery extends ListQuery {
  @IsOptional() @IsUUID() partnershipId?: string;
  @IsOptional() @IsUUID() departmentId?: string;
  @IsOptional() @IsIn(ALLOWANCE_STATES) state?: AllowanceState;
  @IsOptional() @IsIn(ALLOWANCE_KINDS) kind?: AllowanceKind;
}
