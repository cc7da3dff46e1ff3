import { IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import { IsCalendarDay } from './is-calendar-day.js';

export class ReleaseTimeDto {
  /** The exact text that is to go out. */
  @Matches(/^[0-9a-f]{64}$/, {
    message: 'contentHash has to be the 64 hexadecimal digits of the approved text',
  })
  contentHash: string;
  /** A day of the department's calendar. */
  @IsCalendarDay()
  date: string;
  /** On the department's clocks, 24 hours. */
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'Enter a time as HH:MM' })
  time: string;
}

export class CopyDto {
  @IsString() @IsNotEmpty() @MaxLength(40) network: string;
}

export class ExportQuery {
  /** Revisions to compare, by id or number; `to` may be a proposal's id. */
  @IsOptional() @IsString() @MaxLength(40) from?: string;
  @IsOptional() @IsString() @MaxLength(40) to?: string;
}

export class PictureListQuery extends ListQuery {
  /** Words of the file name, the alt text or the rights. */
  @IsOptional() @IsString() @MaxLength(100) q?: string;
  @IsOptional() @IsIn(['usable', 'expired', 'rights_missing']) state?:
    'usable' | 'expired' | 'rights_missing';
  @IsOptional() @IsUUID() departmentId?: string;
}
