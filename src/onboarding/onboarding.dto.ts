import { Type } from 'class-transformer';
import {
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { AgreementDto, IsBusinessDate, TermsDto } from '../partnerships/partnerships.service.js';

export class GreenLightCouncilItemDto {
  @IsString() @IsNotEmpty() @MaxLength(60) number: string;
  @IsBusinessDate() date: string;
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  @MaxLength(500)
  documentUrl?: string;
}

/** Green light and signature in one. Dates are days in the department's zone, money is in cents. */
export class GreenLightFormDto {
  @IsBusinessDate() signedOn: string;
  /** The last day, included. */
  @IsBusinessDate() endsOn: string;
  @ValidateNested() @Type(() => TermsDto) @IsNotEmpty() terms: TermsDto;
  @IsString()
  @Matches(/^[a-z0-9-]{3,40}$/, { message: '$property must have 3 to 40 small letters, digits and hyphens' })
  alias: string;
  @IsString()
  @Matches(/^[A-Z0-9]{3,20}$/, { message: '$property must have 3 to 20 capital letters and digits' })
  keyword: string;
  @IsOptional() @ValidateNested() @Type(() => AgreementDto) agreement?: AgreementDto;
  @IsOptional()
  @ValidateNested()
  @Type(() => GreenLightCouncilItemDto)
  councilItem?: GreenLightCouncilItemDto;
}

export class GreenLightDto extends GreenLightFormDto {
  @IsUUID() pitchId: string;
}
