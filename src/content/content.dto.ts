import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  Min,
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

/** What the department itself decides of a text; it does not reject, which would end its own text. */
export class DepartmentDecisionDto {
  @IsIn(['approved', 'changes_requested'], { message: 'Choose what you decide.' }) decision:
    'approved' | 'changes_requested';
  @IsOptional() @IsString() @MaxLength(4000) note?: string;
  /** The exact text that was read. */
  @Matches(/^[0-9a-f]{64}$/, {
    message: 'contentHash has to be the 64 hexadecimal digits of the text you read',
  })
  contentHash: string;
}

export class SaveFormDto {
  @IsUUID() baseRevisionId: string;
}

export class MoveTemplateDto {
  @IsUUID() baseRevisionId: string;
  /** The version to move to, which has to be the newest approved one. */
  @IsUUID() versionId: string;
}

export class SubmitDto {
  /** Keys of what the author says to settle checks, as the checks name them. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(140, { each: true })
  confirmed?: string[];
}

/** What is said of a picture as programs hand it in; what is missing is asked for before the text is sent. */
export class PictureFieldsDto {
  @IsOptional() @IsString() @MaxLength(1000) altText?: string;
  @IsOptional() @IsString() @MaxLength(300) rights?: string;
  @IsOptional() @IsIn(['given', 'nobody_shown', 'missing']) consent?: 'given' | 'nobody_shown' | 'missing';
  @IsOptional() @IsISO8601({ strict: true }) @Matches(/^\d{4}-\d{2}-\d{2}$/) expiresOn?: string;
}

/** The same on the page, where everything is asked for at once. */
export class PictureDto {
  @IsString({ message: 'Describe the picture for those who cannot see it.' })
  @MaxLength(1000)
  altText: string;
  @IsString({ message: 'Say who made it and what allows its use.' }) @MaxLength(300) rights: string;
  @IsIn(['given', 'nobody_shown', 'missing'], { message: 'Say whether the people in it agreed.' })
  consent: 'given' | 'nobody_shown' | 'missing';
  /** The last day it may be used, in the department's zone; left out where there is none. */
  @IsOptional() @IsISO8601({ strict: true }) @Matches(/^\d{4}-\d{2}-\d{2}$/) expiresOn?: string;
}

export class StatusQuery {
  @IsOptional() @IsUUID() before?: string;
}

export class ClaimDto {
  /** The words nobody may use; `*` at the end of a word stands for any ending. */
  @IsString() @IsNotEmpty() @MaxLength(120) words: string;
  @IsOptional() @IsString() @MaxLength(200) instead?: string | null;
}

export class WritingRulesDto {
  /** The version these rules were changed from; 0 for those Liaison comes with. */
  @IsInt() @Min(0) version: number;
  @IsArray() @ArrayMaxSize(300) @ValidateNested({ each: true }) @Type(() => ClaimDto) claims: ClaimDto[];
  @IsArray()
  @ArrayMaxSize(200)
  @Matches(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, {
    each: true,
    message: 'Name each site by its host in small letters, such as apps.apple.com.',
  })
  hosts: string[];
  @IsIn(['when_found', 'always']) checklist: 'when_found' | 'always';
}

/** The same as a form: one claim or site a line, `words => what to write instead`. */
export class WritingRulesFormDto {
  @IsInt() @Min(0) version: number;
  @IsOptional() @IsString() @MaxLength(100_000) claims?: string;
  @IsOptional() @IsString() @MaxLength(50_000) hosts?: string;
  @IsIn(['when_found', 'always']) checklist: 'when_found' | 'always';
}
