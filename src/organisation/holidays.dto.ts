import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';

/** A generation of closing a week a year. */
const MOST_DAYS = 500;
const DAY_LENGTH = 10;

/** A day on which the office is closed, as the form has it. */
export class DayOffDto {
  /** `YYYY-MM-DD`. */
  @Length(DAY_LENGTH, DAY_LENGTH, { message: 'Choose the day.' })
  day: string;

  @Length(1, 80, { message: 'Say what the day is, in at most 80 characters.' })
  name: string;
}

export class SaidHolidayDto {
  /** `YYYY-MM-DD`. */
  @IsString()
  @MaxLength(DAY_LENGTH)
  day: string;

  /** Needed for a day off; an open holiday goes by its own name when this is left out. */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  name?: string;

  /** True for a day off, false for a federal holiday on which the office is open. */
  @IsBoolean()
  off: boolean;
}

/** All that is said of single days; a day left out is again what week and law make it. */
export class HolidaysDto {
  @IsArray()
  @ArrayMaxSize(MOST_DAYS)
  @ValidateNested({ each: true })
  @Type(() => SaidHolidayDto)
  days: SaidHolidayDto[];
}
