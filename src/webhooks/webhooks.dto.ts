import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { OUTGOING_TYPES } from './event-types.js';

const URL_NEEDED = { message: 'Give the address messages are posted to.' };
const URL_LENGTH = { message: 'Give an address of at most 2,000 characters.' };
const TYPES_NEEDED = { message: 'Choose at least one kind of event.' };
const TYPES_KNOWN = {
  each: true,
  message: 'Choose from the kinds that GET /api/v1/webhook-event-types lists.',
};
const INSTANT = { message: 'Give an instant with its zone, such as 2019-03-01T12:00:00Z.' };

export class AddSubscriptionDto {
  /** https, without user and password, reached over the internet. */
  @IsString(URL_NEEDED)
  @MaxLength(2_000, URL_LENGTH)
  url: string;

  @IsArray(TYPES_NEEDED)
  @ArrayNotEmpty(TYPES_NEEDED)
  @ArrayMaxSize(100)
  @IsIn(OUTGOING_TYPES, TYPES_KNOWN)
  eventTypes: string[];
}

export class ChangeSubscriptionDto {
  @IsOptional()
  @IsString(URL_NEEDED)
  @MaxLength(2_000, URL_LENGTH)
  url?: string;

  @IsOptional()
  @IsArray(TYPES_NEEDED)
  @ArrayNotEmpty(TYPES_NEEDED)
  @ArrayMaxSize(100)
  @IsIn(OUTGOING_TYPES, TYPES_KNOWN)
  eventTypes?: string[];

  /** false: nothing more is sent; true: sending begins again, with what happens from now on. */
  @IsOptional()
  @IsBoolean()
  active?: boolean;
}

export class ReplayDto {
  /** Every message made since then that failed is sent again. */
  @IsString(INSTANT)
  @IsISO8601({ strict: true }, INSTANT)
  @Matches(/T.*(Z|[+-]\d\d:\d\d)$/, INSTANT)
  since: string;
}
