import { IsISO8601, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';

/** Which part of the trail a program asks for. */
export class TrailListQuery extends ListQuery {
  @IsOptional() @IsString() @MaxLength(80) type?: string;
  @IsOptional() @IsUUID() departmentId?: string;
  @IsOptional() @IsString() @MaxLength(40) subjectType?: string;
  @IsOptional() @IsString() @MaxLength(80) subjectId?: string;
  /** Recorded from this day or instant on. */
  @IsOptional() @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @IsString() @MaxLength(80) q?: string;
}
