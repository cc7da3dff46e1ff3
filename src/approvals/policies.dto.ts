import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MOST_STEPS } from './policy-faults.js';
import { LONGEST_LAPSE, SHORTEST_LAPSE, type When, WHENS } from './review-policy.js';

const GROUP_KEY = /^[a-z][a-z0-9_]{1,39}$/;
const LAPSE = {
  message: `Say after how many business days without a decision it lapses, from ${SHORTEST_LAPSE} to ${LONGEST_LAPSE}, or leave it empty.`,
};

export class PolicyStepDto {
  /** The key of a review group. */
  @Matches(GROUP_KEY, { message: 'Choose a group.' })
  group: string;

  /** How many of the group have to agree. */
  @IsInt({ message: 'Say how many have to agree, from 1 to 9.' })
  @Min(1, { message: 'Say how many have to agree, from 1 to 9.' })
  @Max(9, { message: 'Say how many have to agree, from 1 to 9.' })
  quorum: number;

  /** Steps of one stage are asked at once; stages follow one another, from 1. */
  @IsInt({ message: 'Number the stage, from 1.' })
  @Min(1, { message: 'Number the stage, from 1.' })
  @Max(MOST_STEPS, { message: `Number the stage, up to ${MOST_STEPS}.` })
  stage: number;

  @IsIn(WHENS, { message: `Choose one of ${WHENS.join(', ')}.` })
  when: When;

  /** After so many business days without a decision the step passes without objection; left out or null, it never does. */
  @IsOptional()
  @IsInt(LAPSE)
  @Min(SHORTEST_LAPSE, LAPSE)
  @Max(LONGEST_LAPSE, LAPSE)
  lapseAfterBusinessDays?: number;
}

export class NewPolicyDto {
  /** The version that was read before this one was written. */
  @IsInt()
  @Min(1)
  baseVersion: number;

  @IsArray()
  @ArrayMinSize(1, { message: 'A policy needs at least one step.' })
  @ArrayMaxSize(MOST_STEPS)
  @ValidateNested({ each: true })
  @Type(() => PolicyStepDto)
  steps: PolicyStepDto[];

  /** Why, for whoever reads the history. */
  @IsOptional()
  @IsString()
  @MaxLength(400)
  note?: string;
}

export class ReviewGroupDto {
  @Length(1, 80, { message: 'Name the group, in at most 80 characters.' })
  name: string;

  /** The group that is asked too when this one is late by half its time. */
  @IsOptional()
  @Matches(GROUP_KEY, { message: 'Choose a group.' })
  backupKey?: string | null;
}

/** The same with a key of its own, as the form adds a group. */
export class NewReviewGroupDto extends ReviewGroupDto {
  @Matches(GROUP_KEY, { message: 'Use small letters, digits and _; begin with a letter.' })
  key: string;
}
