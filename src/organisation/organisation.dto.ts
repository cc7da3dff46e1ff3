import { Type } from 'class-transformer';
import {
  IsEmail,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';

const WEB = { protocols: ['https', 'http'], require_protocol: true };
const CLOCK = /^([01]?\d|2[0-4])(:00)?$/;

class HoursDto {
  @IsOptional() @Matches(CLOCK, { message: 'A full hour, such as 09:00.' }) from?: string;
  @IsOptional() @Matches(CLOCK, { message: 'A full hour, such as 17:00.' }) to?: string;
}

class PressContactDto {
  @IsString({ message: 'Name the press contact.' }) @MinLength(1) @MaxLength(120) name: string;
  @IsEmail({}, { message: 'Enter an e-mail address.' }) @MaxLength(254) email: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
}

/** The vendor's facts as posted; each save is a new version. */
export class OrganisationDto {
  @IsString({ message: 'Enter the legal name.' }) @MinLength(1) @MaxLength(200) legalName: string;
  @IsString({ message: 'Enter the product’s name.' }) @MinLength(1) @MaxLength(80) productName: string;
  @IsString({ message: 'Mail must carry a postal address.' })
  @MinLength(5)
  @MaxLength(400)
  postalAddress: string;
  @IsString({ message: 'Choose a time zone.' }) @MaxLength(64) timeZone: string;
  @IsOptional() @ValidateNested() @Type(() => HoursDto) businessHours?: HoursDto;
  @IsOptional() @IsUrl(WEB, { message: 'Enter a full web address.' }) @MaxLength(500) appStoreUrl?: string;
  @IsOptional() @IsUrl(WEB, { message: 'Enter a full web address.' }) @MaxLength(500) playStoreUrl?: string;
  @IsOptional() @IsUrl(WEB, { message: 'Enter a full web address.' }) @MaxLength(500) fallbackUrl?: string;
  @IsOptional() @IsString() @MaxLength(40) textNumber?: string;
  @ValidateNested() @Type(() => PressContactDto) pressContact: PressContactDto;
  @IsString({ message: 'Write the paragraph every release ends with.' })
  @MinLength(1)
  @MaxLength(600)
  boilerplate: string;
}
