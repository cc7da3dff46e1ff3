import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
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
  @IsOptional() @IsString() @MaxLength(600) cursor?: string;
}
