import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsBase64,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
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
import { CLOSE_REASON_CODES, type CloseReason } from './close-reasons.js';
import { STAGES, type Stage } from './pitch-life.js';
import { TIMELINE_KINDS, type TimelineKind } from './diary/timeline-kinds.js';

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

  /** Why it is put so, or what changed. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  note?: string;

  /** How many devices we expect to give; the vendor's own forecast. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  devicesPromised?: number;
}

/** An offer as its form posts it. */
export class OfferFormDto {
  @ValidateNested()
  @Type(() => OfferDto)
  @IsNotEmpty()
  offer: OfferDto;
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

  /** The reason as a code that reports count; words alone count as `other`. */
  @IsOptional()
  @IsIn(CLOSE_REASON_CODES)
  reasonCode?: CloseReason;

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

export class AttachedFileDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  fileName: string;

  @IsBase64()
  @MaxLength(7_500_000)
  contentBase64: string;
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

  /** Who got in touch: `out` when we did (the default), `in` when they did. */
  @IsOptional()
  @IsIn(['out', 'in'])
  direction?: 'out' | 'in';

  /** At most five, of 5 MB together. */
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => AttachedFileDto)
  @ArrayMaxSize(5)
  files?: AttachedFileDto[];
}

export class OutcomeDto {
  /** What won the department over. */
  @IsIn(CLOSE_REASON_CODES)
  reasonCode: CloseReason;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

export class OversightDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  name: string;

  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  @MaxLength(500)
  url?: string;
}

export class TimelineQuery extends ListQuery {
  /** Only entries of one kind. */
  @IsOptional()
  @IsIn(TIMELINE_KINDS)
  kind?: TimelineKind;
}

export class AssignPitchDto {
  @IsUUID()
  ownerId: string;
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
