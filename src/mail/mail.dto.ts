import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import { MAIL_STATES, type MailState } from './mail-state.js';

/** Query of the mail log. */
export class MailListQuery extends ListQuery {
  @IsOptional() @IsIn(MAIL_STATES) state?: MailState;
  @IsOptional() @IsString() @MaxLength(60) topic?: string;
  @IsOptional() @IsString() @MaxLength(100) q?: string;
  @IsOptional() @IsUUID() departmentId?: string;
}
