import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBase64,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsBusinessDate } from './is-business-date.js';

export class CapDto {
  @IsInt() @Min(0) @Max(100_000) devices: number;
  @IsIn(['year', 'term']) per: 'year' | 'term';
}

/** Whoever fills in a form reads these beside its fields. */
const DOWNLOADS = { message: 'Give a whole number of downloads from 1 to 1,000,000.' };
const SKU = { message: 'Give an SKU of up to 60 letters, digits, spaces, dots, dashes or slashes.' };
const VALUE = { message: 'Give a value from $0.01 to $1,000,000 (in the API, in whole cents).' };
const HOLD = { message: 'Give a whole number of days from 0 to 365.' };

/** What a department earns. Money in cents; an unknown `deviceSku` joins the catalogue. */
export class TermsDto {
  @IsInt(DOWNLOADS) @Min(1, DOWNLOADS) @Max(1_000_000, DOWNLOADS) downloadsPerDevice: number;
  @IsString(SKU) @Matches(/^[\w .\-/]{1,60}$/, SKU) deviceSku: string;
  @IsInt(VALUE) @Min(1, VALUE) @Max(100_000_000, VALUE) deviceFmvCents: number;
  @IsInt(HOLD) @Min(0, HOLD) @Max(365, HOLD) holdDays: number;
  @IsOptional() @ValidateNested() @Type(() => CapDto) cap?: CapDto;
  @IsOptional() @IsIn(['device', 'credit']) form?: 'device' | 'credit';
  @IsOptional() @IsInt() @Min(1) creditCents?: number;
}

/** A signed document; at most 5 MB. */
export class AgreementDto {
  @IsString() @IsNotEmpty() @MaxLength(200) fileName: string;
  @IsString() @IsNotEmpty() @IsBase64() @MaxLength(7_000_000) contentBase64: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  signatories?: string[];
}

export class ActivationDto {
  @IsBusinessDate() activeOn: string;
}

export class AnnouncementDto {
  @IsBusinessDate() announcedOn: string;
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true })
  @MaxLength(2_000)
  url?: string;
}

export class EndDto {
  @IsBusinessDate() endedOn: string;
  @IsString() @IsNotEmpty() @MaxLength(500) reason: string;
}

export class RenewalDto {
  @IsBusinessDate() endsOn: string;
  @ValidateNested() @Type(() => AgreementDto) @IsNotEmpty() agreement: AgreementDto;
}

export class TermsChangeDto extends TermsDto {
  @IsBusinessDate() from: string;
}
