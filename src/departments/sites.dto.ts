import { IsBoolean, IsNotEmpty, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import { IsPostalAddress, type PostalAddress } from './postal-address.js';

class SiteDetailsDto {
  @IsOptional()
  @IsPostalAddress()
  address?: PostalAddress | null;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  phone?: string | null;

  /** An IANA name, where it differs from the department's. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  timeZone?: string | null;

  /** The one that is meant when none is named; naming another takes its place. */
  @IsOptional()
  @IsBoolean()
  main?: boolean;
}

export class CreateSiteDto extends SiteDetailsDto {
  @IsString()
  @IsNotEmpty({ message: 'Name the site.' })
  @MaxLength(120)
  name: string;
}

export class ChangeSiteDto extends SiteDetailsDto {
  @ValidateIf((_object, value: unknown) => value !== undefined)
  @IsString()
  @IsNotEmpty({ message: 'Name the site.' })
  @MaxLength(120)
  name?: string;
}
