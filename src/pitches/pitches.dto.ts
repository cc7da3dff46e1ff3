import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import { ACTIVITY_KINDS, type ActivityKind } from './activity.entity.js';
import { STAGES, type Stage } from './pitch-life.js';

const DAY_LENGTH = 10;

export class OfferDto {
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  deviceDiscountPercent?: number;

  @IsInt()
  @Min(1)
  @Max(100_000)
  downloadsPerDevice: number;

  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  deviceSku: string;

  /** Fair market value of one device, in cents. */
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  deviceFmvCents: number;

  /** `department`; anyone else is refused with `personal_incentive`. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  recipient: string;

  /** How many devices we expect to give; the vendor's own forecast. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  devicesPromised?: number;
}

export class OpenPitchDto {
  @IsUUID()
  departmentId: string;

  @IsOptional()
  @IsUUID()
  ownerId?: string;

  /** The day it began, YYYY-MM-DD; today when left out. */
  @IsOptional()
  @IsString()
  @MaxLength(DAY_LENGTH)
  openedOn?: string;

  @ValidateNested()
  @Type(() => OfferDto)
  @IsNotEmpty()
  offer: OfferDto;
}

export class CouncilItemDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  number: string;

  @IsString()
  @MaxLength(DAY_LENGTH)
  date: string;

  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  @MaxLength(500)
  documentUrl?: string;
}

export class MovePitchDto {
  @IsIn(STAGES)
  to: Stage;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  note?: string;

  /** Needed to decline a pitch or let it rest. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;

  /** The day it happened, YYYY-MM-DD; today when left out. */
  @IsOptional()
  @IsString()
  @MaxLength(DAY_LENGTH)
  occurredOn?: string;

  /** Where the pitch stood when the mover looked; another stage by now answers 409 `stale_move`. */
  @IsOptional()
  @IsIn(STAGES)
  expectedStage?: Stage;

  @IsOptional()
  @ValidateNested()
  @Type(() => CouncilItemDto)
  councilItem?: CouncilItemDto;
}

export class LogActivityDto {
  @IsIn(ACTIVITY_KINDS)
  kind: ActivityKind;

  /** One line; the kind stands in for it when left out. */
  @IsOptional()
  @IsString()
  @MaxLength(300)
  subject?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  body?: string;

  @IsOptional()
  @IsString()
  @MaxLength(DAY_LENGTH)
  occurredOn?: string;

  /** Notes are the vendor's unless said otherwise; calls, mails and meetings are shared with the department. */
  @IsOptional()
  @IsIn(['shared', 'vendor'])
  visibility?: 'shared' | 'vendor';

  @IsOptional()
  @IsUUID()
  contactId?: string;
}

export class AddTaskDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  title: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  note?: string;

  /** YYYY-MM-DD; the only date here that may lie in the future. */
  @IsOptional()
  @IsString()
  @MaxLength(DAY_LENGTH)
  dueOn?: string;

  @IsOptional()
  @IsUUID()
  ownerId?: string;
}

export class AssignPitchDto {
  @IsUUID()
  ownerId: string;
}

export class SendPitchMailDto {
  /** Id or key of a template of kind pitch_mail; the usual one when left out. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  templateId?: string;

  @IsUUID()
  contactId: string;

  /** Values of the template's fields. */
  @IsOptional()
  @IsObject()
  values?: Record<string, string>;
}

class PitchFilterQuery extends ListQuery {
  @IsOptional()
  @IsIn(STAGES)
  stage?: Stage;

  @IsOptional()
  @IsUUID()
  ownerId?: string;

  /** Postal code of the department's state. */
  @IsOptional()
  @IsString()
  @MaxLength(2)
  state?: string;

  /** Kind of the department. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  kind?: string;
}

export class ListPitchesQuery extends PitchFilterQuery {
  @IsOptional()
  @IsUUID()
  departmentId?: string;

  /** Only pitches that are (or are not) open. */
  @IsOptional()
  @IsIn(['true', 'false'])
  open?: 'true' | 'false';
}

/** With `stage` one column is answered, from `cursor` on. */
export class BoardQuery extends PitchFilterQuery {
  /** Only pitches opened on this day or later, YYYY-MM-DD. */
  @IsOptional()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  openedSince?: string;
}
