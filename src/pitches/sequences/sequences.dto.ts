import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';

export const MOST_STEPS = 10;

export class SequenceStepDto {
  /** Id or key of an approved template of kind pitch_mail. */
  @IsString({ message: 'Choose a template.' })
  @IsNotEmpty()
  @MaxLength(100)
  templateId: string;

  /** Business days after the mail before it; for the first one, after the enrolment. */
  @IsInt({ message: 'A number of business days, 0 to 60.' })
  @Min(0, { message: 'A number of business days, 0 to 60.' })
  @Max(60, { message: 'A number of business days, 0 to 60.' })
  waitDays: number;
}

export class SequenceDto {
  @IsString({ message: 'Give it a name.' })
  @IsNotEmpty()
  @MaxLength(80)
  name: string;

  @IsArray({ message: 'A sequence has at least one mail.' })
  @ArrayMinSize(1, { message: 'A sequence has at least one mail.' })
  @ArrayMaxSize(MOST_STEPS, { message: 'At most ten mails.' })
  @ValidateNested({ each: true })
  @Type(() => SequenceStepDto)
  steps: SequenceStepDto[];
}

export class EnrolDto {
  @IsUUID(undefined, { message: 'Choose a sequence.' })
  sequenceId: string;

  @IsUUID(undefined, { message: 'Choose a contact.' })
  contactId: string;

  /** Values of the templates' fields, the same in every mail that names them. */
  @IsOptional()
  @IsObject()
  values?: Record<string, string>;
}

export class LiftStopDto {
  /** Who at the department asked, and how; the department reads it. */
  @Matches(/^(?=[^]*\S)[^]{1,300}$/, { message: 'Say who asked for it, in at most 300 characters.' })
  note: string;
}

export class NewEnrolmentQuery {
  @IsOptional()
  @IsString()
  @MaxLength(36)
  sequenceId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(36)
  contactId?: string;
}

export class SequencesQuery extends ListQuery {}
