import { Type } from 'class-transformer';
import {
  Equals,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmptyObject,
  IsObject,
  IsOptional,
  IsUrl,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import type { ReminderRule } from './next-occurrence.js';
import type { ReminderState } from './reminder.entity.js';
import { isQuiet, type QuietHours } from './quiet-hours.js';
import { hourIsQuiet, quietIncomplete, ruleInvalid } from './reminders.errors.js';

const DAY = { message: '$property is a calendar day written YYYY-MM-DD' };
const DAY_PATTERN = /^(199\d|2[01]\d\d)-\d\d-\d\d$/;
const WEB = { protocols: ['http', 'https'], require_protocol: true };

/** One of three: `{ dayOfMonth }`, `{ last: true }`, or `{ weekday, nth }` (1 = Monday … 7 = Sunday; nth 5 = last). */
export class ReminderRuleDto {
  @IsOptional() @IsInt() @Min(1) @Max(31) dayOfMonth?: number;
  @IsOptional() @Equals(true) last?: true;
  @IsOptional() @IsInt() @Min(1) @Max(7) weekday?: number;
  @IsOptional() @IsInt() @Min(1) @Max(5) nth?: number;
}

/** Local hours, from the first up to the second, over midnight when the second is smaller. */
export class QuietHoursDto {
  @IsInt() @Min(0) @Max(23) from: number;
  @IsInt() @Min(0) @Max(23) until: number;
}

export class ReminderScheduleDto {
  @IsObject() @IsNotEmptyObject() @ValidateNested() @Type(() => ReminderRuleDto) rule: ReminderRuleDto;
  /** Local hour of the department. */
  @IsInt() @Min(0) @Max(23) hour: number;
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) startOn?: string | null;
  /** Nothing is sent before this day. */
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) pauseUntil?: string | null;
  @IsBoolean() active: boolean;
  /** On a day offices are closed, the next open day of the month, else the one before. Left out: as it is. */
  @IsOptional() @IsBoolean() businessDays?: boolean;
  /** Hours in which nothing leaves; null ends them. Left out: as it is. */
  @IsOptional() @IsObject() @ValidateNested() @Type(() => QuietHoursDto) quiet?: QuietHoursDto | null;
}

/** The same as a form: one choice of kind, and the fields that belong to it. */
export class ScheduleFormDto {
  @IsIn(['dayOfMonth', 'last', 'weekday']) kind: 'dayOfMonth' | 'last' | 'weekday';
  @IsOptional() @IsInt() @Min(1) @Max(31) dayOfMonth?: number;
  @IsOptional() @IsInt() @Min(1) @Max(7) weekday?: number;
  @IsOptional() @IsInt() @Min(1) @Max(5) nth?: number;
  @IsInt() @Min(0) @Max(23) hour: number;
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) pauseUntil?: string;
  @IsIn(['true', 'false']) active: 'true' | 'false';
  @IsOptional() @IsIn(['true']) businessDays?: 'true';
  @IsOptional() @IsInt() @Min(0) @Max(23) quietFrom?: number;
  @IsOptional() @IsInt() @Min(0) @Max(23) quietUntil?: number;
  /** Pressed "Show the dates": nothing is saved. */
  @IsOptional() @IsIn(['dates']) show?: 'dates';
}

export class ReminderListQuery extends ListQuery {
  @IsOptional()
  @Matches(/^2\d\d\d-(0[1-9]|1[0-2])$/, { message: '$property is a month written YYYY-MM' })
  period?: string;
  @IsOptional() @IsUUID() partnershipId?: string;
  @IsOptional() @IsIn(['planned', 'sent', 'skipped', 'failed']) state?: ReminderState;
}

const MONTH = { message: '$property is a month written YYYY-MM' };

export class PreviewQuery {
  @IsOptional() @MaxLength(100) q?: string;
  @IsOptional() @IsUUID() partnershipId?: string;
  @IsOptional() @IsUUID() templateId?: string;
}

export class VariantsQuery {
  @IsOptional() @Matches(/^2\d\d\d-(0[1-9]|1[0-2])$/, MONTH) from?: string;
}

export class TestReminderDto {
  @IsUUID() partnershipId: string;
  @IsOptional() @IsUUID() templateId?: string;
  /** Made with the page, so that a form sent twice is one test. */
  @IsUUID() key: string;
}

export class SendByHandDto {
  @IsOptional() @MaxLength(500) note?: string;
}

export class OutreachPostDto {
  @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) postedOn: string;
  @IsOptional() @IsUrl(WEB) @MaxLength(2_000) url?: string;
}

export class WePostedDto {
  @IsOptional() @IsUrl(WEB) @MaxLength(2_000) url?: string;
}

/** Both hours or neither, and the reminder's own hour outside of them; null: none. */
export function quietOf({ from, until }: { from?: number; until?: number }, hour: number): QuietHours | null {
  if (from === undefined && until === undefined) return null;
  if (from === undefined || until === undefined || from === until) throw quietIncomplete();
  if (isQuiet(hour, { from, until })) throw hourIsQuiet();
  return { from, until };
}

/** Exactly one of the three kinds of rule, or 400. */
export function ruleOf(dto: ReminderRuleDto): ReminderRule {
  const { dayOfMonth, last, weekday, nth } = dto;
  const kinds = [dayOfMonth !== undefined, last === true, weekday !== undefined || nth !== undefined];
  if (kinds.filter(Boolean).length !== 1) throw ruleInvalid();
  if (dayOfMonth !== undefined) return { dayOfMonth };
  if (last) return { last: true };
  if (weekday === undefined || nth === undefined) throw ruleInvalid();
  return { weekday, nth };
}
