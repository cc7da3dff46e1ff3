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

/** What a department earns. Money in cents; an unknown `deviceSku` joins the catalogue. */
export class TermsDto {
  @IsInt() @Min(1) @Max(1_000_000) downloadsPerDevice: number;
  @IsString() @Matches(/^[\w .\-/]{1,60}$/) deviceSku: string;
  @IsInt() @Min(1) @Max(100_000_000) deviceFmvCents: number;
  @IsInt() @Min(0) @Max(365) holdDays: number;
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
