import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import { DRAFT_LIFE } from './draft-life.js';
import { IsBody, IsValues } from './text-shapes.js';

export class DraftListQuery extends ListQuery {
  @IsOptional() @IsUUID() partnershipId?: string;
  @IsOptional() @IsIn(Object.keys(DRAFT_LIFE)) state?: string;
}

export class RedlineQuery {
  @IsOptional() @IsString() @MaxLength(40) from?: string;
  @IsOptional() @IsString() @MaxLength(40) to?: string;
}

export class CreateDraftDto {
  @IsUUID() partnershipId: string;
  /** The template's id, or the key of a built-in one. */
  @IsString() @MaxLength(80) templateId: string;
  /** Field name → text, whole number or null. */
  @IsOptional() @IsObject() @IsValues() values?: Record<string, string | number | null>;
}

export class SaveDto {
  @IsUUID() baseRevisionId: string;
  /** Free block id → its words; left out = as in the base. */
  @IsOptional() @IsObject() @IsBody() body?: Record<string, string>;
  @IsOptional() @IsObject() @IsValues() values?: Record<string, string | number | null>;
  @IsOptional() @IsArray() @ArrayMaxSize(20) @IsUUID(undefined, { each: true }) assetIds?: string[];
}

export class ProposalDto {
  @IsOptional() @IsObject() @IsBody() body?: Record<string, string>;
  @IsOptional() @IsObject() @IsValues() values?: Record<string, string | number | null>;
  @IsOptional() @IsString() @MaxLength(4000) note?: string;
}

export class HunkAnswerDto {
  @IsString() @MaxLength(80) hunkId: string;
  @IsBoolean() accept: boolean;
}

export class HunkAnswersDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => HunkAnswerDto)
  answers: HunkAnswerDto[];
}

export class CorrectionDto {
  @IsString() @IsNotEmpty() @MaxLength(2000) note: string;
}

export class RecallDto {
  @IsString() @IsNotEmpty() @MaxLength(2000) reason: string;
}

export class ReleaseDto {
  /** The exact text to make public. */
  @Matches(/^[0-9a-f]{64}$/, {
    message: 'contentHash has to be the 64 hexadecimal digits of the approved text',
  })
  contentHash: string;
}

export class ReviewPageQuery {
  @IsOptional() @IsIn(['redline', 'clean', 'side']) view?: 'redline' | 'clean' | 'side';
  /** What the text is compared with: `template`, or the number of an earlier revision. */
  @IsOptional() @Matches(/^(template|[1-9]\d{0,5})?$/) against?: string;
}

/** A decision by a link from mail; which text it decides, the link says. */
export class DecideByMailDto {
  @IsIn(['approved', 'changes_requested', 'rejected'], { message: 'Choose what you decide.' }) decision:
    'approved' | 'changes_requested' | 'rejected';
  @IsOptional() @IsString() @MaxLength(4000) note?: string;
}

export class DecisionFormDto {
  @IsIn(['approved', 'changes_requested', 'rejected']) decision:
    'approved' | 'changes_requested' | 'rejected';
  @IsOptional() @IsString() @MaxLength(4000) note?: string;
  @Matches(/^[0-9a-f]{64}$/) contentHash: string;
}

export class SaveFormDto {
  @IsUUID() baseRevisionId: string;
}

export class StatusQuery {
  @IsOptional() @IsUUID() before?: string;
}
