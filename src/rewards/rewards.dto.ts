import { Type } from 'class-transformer';
import {
  IsBase64,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import { type DeviceDisposition, DISPOSITIONS, GIVEN_TO, type GivenTo } from './disposition.js';
import { AUTHORITIES, type Authority } from './gift-policy.js';
import { LEDGER_ACCOUNTS, type LedgerAccount } from './ledger-posting.js';
import { REWARD_STATES, type RewardState } from './reward-states.js';

/** A calendar day in the department's zone. */
const DAY = { message: '$property is a calendar day written YYYY-MM-DD' };
const DAY_PATTERN = /^(199\d|2[01]\d\d)-\d\d-\d\d$/;

/** What the department signed; at most 5 MB. */
export class AcceptanceDocumentDto {
  @IsString() @IsNotEmpty() @MaxLength(200) fileName: string;
  @IsString() @IsNotEmpty() @IsBase64() @MaxLength(7_000_000) contentBase64: string;
}

export class AcceptanceDto {
  @IsIn(AUTHORITIES) authority: Authority;
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) acceptedOn: string;
  /** Needed above the department's limit, and where no limit is set. */
  @IsOptional() @IsString() @MaxLength(100) resolutionNumber?: string;
  @IsOptional() @ValidateNested() @Type(() => AcceptanceDocumentDto) document?: AcceptanceDocumentDto;
}

export class RefusalDto {
  @IsString() @IsNotEmpty() @MaxLength(500) reason: string;
}

export class ApprovalDto {
  @IsOptional() @IsString() @MaxLength(500) note?: string;
}

export class ShipmentDto {
  @Matches(/^[\w .\-/]{1,60}$/) sku: string;
  @IsString() @Matches(/^\S(.{0,98}\S)?$/) serialNumber: string;
  @IsString() @IsNotEmpty() @MaxLength(100) carrier: string;
  @IsString() @IsNotEmpty() @MaxLength(100) trackingNumber: string;
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) shippedOn: string;
}

export class DeliveryDto {
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) receivedOn: string;
}

export class LossDto {
  @IsString() @IsNotEmpty() @MaxLength(500) reason: string;
}

export class ReturnDto {
  @IsString() @IsNotEmpty() @MaxLength(500) reason: string;
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) returnedOn: string;
  /** The device goes back on the shelf and may be given again. */
  @IsOptional() @IsBoolean() toStock?: boolean;
}

/** A defective device that came back; its replacement is the same gift. */
export class ExchangeDto {
  @IsString() @IsNotEmpty() @MaxLength(500) reason: string;
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) returnedOn: string;
}

/** What became of a delivered device. There is no field for words about whoever got it. */
export class DispositionDto {
  /** `returned` is answered with the way to the step of its own. */
  @IsIn([...DISPOSITIONS, 'returned']) disposition: DeviceDisposition | 'returned';
  /** The day it happened, in the department's zone. */
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) on: string;
  /** Only of an installed or destroyed device; no names, addresses or places. */
  @IsOptional() @IsString() @MaxLength(200) note?: string;
  /** What kind of receiver a given or raffled device went to. */
  @IsOptional() @IsIn(GIVEN_TO) givenTo?: GivenTo;
  /** The device that is meant, when it is to be checked against the one delivered. */
  @IsOptional() @IsString() @MaxLength(100) serialNumber?: string;
}

export class RewardListQuery extends ListQuery {
  @IsOptional() @IsUUID() partnershipId?: string;
  @IsOptional() @IsUUID() departmentId?: string;
  @IsOptional() @IsIn(REWARD_STATES) state?: RewardState;
}

export class LedgerListQuery extends ListQuery {
  @IsOptional() @IsUUID() partnershipId?: string;
  @IsOptional() @IsUUID() departmentId?: string;
  @IsOptional() @IsUUID() rewardId?: string;
  @IsOptional() @IsUUID() allowanceId?: string;
  @IsOptional() @IsIn(LEDGER_ACCOUNTS) account?: LedgerAccount;
}
