import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';
import { REPEAT_UNITS, type RepeatUnit } from './next-occurrence.js';

const DAY_LENGTH = 10;

export class RepeatDto {
  @IsInt()
  @Min(1)
  @Max(365)
  every: number;

  /** Business days are the organisation's. */
  @IsIn(REPEAT_UNITS)
  unit: RepeatUnit;
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

  /** Comes again in this rhythm until the pitch closes: the next one is made when this one is done. */
  @IsOptional()
  @ValidateNested()
  @Type(() => RepeatDto)
  repeat?: RepeatDto;
}

export class ChangeTaskDto {
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  title?: string;

  /** An empty text takes the note away. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  note?: string;

  @IsOptional()
  @IsUUID()
  ownerId?: string;

  /** YYYY-MM-DD. */
  @IsOptional()
  @IsString()
  @MaxLength(DAY_LENGTH)
  dueOn?: string;
}

export class SnoozeTaskDto {
  /** The day it is due instead, YYYY-MM-DD. */
  @IsString()
  @MaxLength(DAY_LENGTH)
  until: string;
}

export class ListTasksQuery extends ListQuery {
  /** `own` (the default) or `all`. */
  @IsOptional()
  @IsIn(['own', 'all'])
  scope?: 'own' | 'all';
}
