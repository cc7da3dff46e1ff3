import { IsBooleanString, IsIn, IsInt, IsObject, IsOptional, Max, Min } from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';

export class NoticeListQuery extends ListQuery {
  /** `true`: only those not read yet. */
  @IsOptional() @IsBooleanString() unread?: string;
}

export class NoticeChoicesDto {
  /** Kind → `page`, `mail` or `digest`; kinds left out stay as they are. */
  @IsOptional() @IsObject() choices?: Record<string, 'page' | 'mail' | 'digest'>;
  /** Local hour of the daily mail. */
  @IsOptional() @IsInt() @Min(0) @Max(23) hour?: number;
}

/** A button was pressed; there is nothing to say besides. */
export class NoticeReadDto {
  @IsOptional() @IsIn(['true']) all?: 'true';
}
