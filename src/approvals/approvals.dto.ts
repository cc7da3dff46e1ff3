import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import { type Decision, DECISIONS, REVIEW_LIFE, type ReviewState } from './review-life.js';

export class ReviewListQuery extends ListQuery {
  @IsOptional()
  @IsIn(Object.keys(REVIEW_LIFE))
  state?: ReviewState;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  group?: string;

  @IsOptional()
  @IsUUID()
  draftId?: string;
}

const HASH = /^[0-9a-f]{64}$/;

/** The exact text a reviewer has read. */
export class ReadingDto {
  @Matches(HASH, { message: 'contentHash has to be the 64 hexadecimal digits of the text you read' })
  contentHash: string;
}

export class BreakGlassDto extends ReadingDto {
  /** Why it cannot wait for the steps that are left. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  reason?: string;
}

export class TakeOverDto {
  /** Told to whoever held it. */
  @IsOptional()
  @IsString()
  @MaxLength(400)
  reason?: string;
}

export class ReadReviewDto extends ReadingDto {
  @IsUUID()
  id: string;
}

export class BulkDecisionDto {
  @IsIn(DECISIONS)
  decision: Decision;

  @IsOptional()
  @IsString()
  @MaxLength(4000)
  note?: string;

  /** Reviews whose texts were marked as read, one by one. */
  @IsArray()
  @ArrayMinSize(1, { message: 'Tick at least one text that you have read.' })
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ReadReviewDto)
  reviews: ReadReviewDto[];
}

export class DecisionDto {
  @IsIn(DECISIONS)
  decision: Decision;

  @IsOptional()
  @IsString()
  @MaxLength(4000)
  note?: string;

  /** The exact text the reviewer has read. */
  @Matches(/^[0-9a-f]{64}$/, {
    message: 'contentHash has to be the 64 hexadecimal digits of the text you read',
  })
  contentHash: string;
}

export class QueuePageQuery {
  @IsOptional() @IsString() @MaxLength(40) group?: string;
  @IsOptional() @IsString() @MaxLength(40) kind?: string;
  @IsOptional() @IsIn(['true', '']) mine?: string;
  @IsOptional() @IsIn(['true', '']) late?: string;
  @IsOptional() @IsIn(['true', '']) free?: string;
  @IsOptional() @IsUUID() departmentId?: string;
  @IsOptional() @IsString() @MaxLength(600) cursor?: string;
}
