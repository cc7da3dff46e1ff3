import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';

/** States of a flag that a list shows; a flag that was joined to another is part of that one. */
export const FLAG_STATES = ['open', 'dismissed', 'reversed'] as const;
export type FlagState = (typeof FLAG_STATES)[number];

/** How many downloads one step takes out of the count; intake waits that long. */
export const MOST_REVERSED = 200;

/** More than `installs` within `minutes`; both left out, the rule is off. */
export class BurstRuleDto {
  @IsOptional() @IsInt() @Min(1) @Max(100_000) installs?: number;
  @IsOptional() @IsInt() @Min(1) @Max(1_440) minutes?: number;
}

export class DismissalDto {
  @IsString() @IsNotEmpty() @MaxLength(1_000) note: string;
}

/** Left out, `downloadIds` are all of the stretch that count, 200 at a time. */
export class BurstReversalDto {
  @IsOptional() @IsString() @MaxLength(1_000) note?: string;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1, { message: 'Choose at least one download.' })
  @ArrayMaxSize(MOST_REVERSED)
  @IsUUID('all', { each: true })
  downloadIds?: string[];
}

export class BurstListQuery extends ListQuery {
  @IsOptional() @IsIn(FLAG_STATES) state?: FlagState;
}
