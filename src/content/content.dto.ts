import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
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

/** A question about words of a text. */
export class ThreadDto {
  @IsString() @MaxLength(80) blockId: string;
  /** The words as they stand in the block; left out, the whole block. */
  @IsOptional() @IsString() @MaxLength(1000) quote?: string;
  @IsString() @Length(1, 4000, { message: 'Write the question, in at most 4000 characters.' }) text: string;
  @IsIn(['shared', 'vendor']) visibility: 'shared' | 'vendor';
  @IsBoolean() blocking: boolean;
}

/** Whom to ask about a changed quote; the address goes into the mail and nowhere else. */
export class AskQuotedDto {
  @IsString() @MaxLength(80) blockId: string;
  @IsOptional() @IsString() @MaxLength(120) name?: string;
  @IsEmail({}, { message: 'Write the address of the person quoted.' }) @MaxLength(254) email: string;
}

export class SignoffDto {
  @IsIn(['agreed', 'refused'], { message: 'Say yes or no.' }) answer: 'agreed' | 'refused';
  @IsOptional() @IsString() @MaxLength(2000) note?: string;
}

export class CommentDto {
  @IsString() @Length(1, 4000, { message: 'Write the answer, in at most 4000 characters.' }) text: string;
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
