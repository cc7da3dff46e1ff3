import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import { DISPOSITIONS, type Disposition } from './dispositions.js';
import { type DownloadEvent, EXTERNAL_ID, PROVIDERS } from './download-event.js';
import { ALIAS } from './referral-codes.js';

/** An instant with its zone, in a year a phone can report. */
const INSTANT = /^(20|21)\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;

/** A code nobody holds is no fault: such a download waits for a person. */
const CODE = { message: '$property must be the code it came with, a text of up to 100 characters' };

export class DownloadDto {
  @IsIn(PROVIDERS) provider: DownloadEvent['provider'];
  @IsString()
  @Matches(EXTERNAL_ID, {
    message: '$property must have 1 to 200 characters, none of them control characters',
  })
  externalId: string;
  @IsIn(['install', 'reinstall', 'open']) kind: 'install' | 'reinstall' | 'open';
  @IsString(CODE) @MaxLength(100, CODE) alias: string;
  @IsISO8601({ strict: true })
  @Matches(INSTANT, { message: '$property must be an instant with its zone, such as 2019-03-12T18:00:00Z' })
  occurredAt: string;
  @IsOptional() @IsBoolean() existingUser?: boolean;
  @IsOptional() @IsBoolean() testDevice?: boolean;
}

export class DownloadsDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => DownloadDto)
  events: DownloadDto[];
}

export class ReversalDto {
  @IsIn(PROVIDERS) provider: DownloadEvent['provider'];
  @IsString()
  @Matches(EXTERNAL_ID, {
    message: '$property must have 1 to 200 characters, none of them control characters',
  })
  externalId: string;
  @IsString() @IsNotEmpty() @MaxLength(200) reason: string;
}

export class AssignmentDto {
  @IsString()
  @Matches(ALIAS, { message: '$property must have 3 to 40 small letters, digits and hyphens' })
  alias: string;
}

export class DownloadListQuery extends ListQuery {
  @IsOptional() @IsUUID() partnershipId?: string;
  @IsOptional() @IsIn(DISPOSITIONS) disposition?: Disposition;
}
