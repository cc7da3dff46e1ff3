import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';
import type { BulkSubject } from './change.js';

export class ChangeDto {
  /** Pitches: `owner`, `stage`, `close`, `task`, `custom`; departments: `department_kind`, `time_zone`, `custom`. */
  @IsString()
  @MaxLength(40)
  kind: string;

  @IsOptional()
  @IsUUID()
  ownerId?: string;

  /** The stage to move to, or `declined` or `dormant` to close. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  to?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  note?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  reasonCode?: string;

  /** Of the task each row gets. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  title?: string;

  @IsOptional()
  @IsString()
  @MaxLength(10)
  dueOn?: string;

  /** Of the custom field. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  key?: string;

  /** Of the custom field (null clears it), the kind or the zone. */
  @IsOptional()
  value?: unknown;
}

export class BulkChangeDto {
  @IsIn(['departments', 'pitches'])
  subject: BulkSubject;

  /** The rows by id; they must be on the list. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsUUID('all', { each: true })
  ids?: string[];

  /** The list's query, such as `state=KS&standing=open`; with `all` every row it leaves. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  query?: string;

  /** true: all rows the query leaves, instead of `ids`. */
  @IsOptional()
  @Equals(true)
  all?: true;

  @IsDefined()
  @ValidateNested()
  @Type(() => ChangeDto)
  change: ChangeDto;
}

export class BulkRowsQuery extends ListQuery {
  @IsOptional()
  @IsIn(['chosen', 'ready', 'unchanged', 'refused', 'changed'])
  outcome?: 'chosen' | 'ready' | 'unchanged' | 'refused' | 'changed';
}
