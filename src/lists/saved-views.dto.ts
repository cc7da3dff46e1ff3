import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { LISTS, type ListName } from './list-definition.js';

const LONGEST_QUERY = 2000;

export class SavedViewsQuery {
  @IsIn(LISTS)
  subject: ListName;
}

export class CreateSavedViewDto {
  @IsIn(LISTS)
  subject: ListName;

  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  name: string;

  /** The query of the list's address, such as `state=KS&sort=-population`; '' is the list as it usually is. */
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_QUERY)
  query?: string;

  /** Whether everybody of the vendor side sees it. */
  @IsOptional()
  @IsBoolean()
  shared?: boolean;

  /** Whether the list opens with it for you. */
  @IsOptional()
  @IsBoolean()
  isDefault?: boolean;
}

export class ChangeSavedViewDto {
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_QUERY)
  query?: string;

  @IsOptional()
  @IsBoolean()
  shared?: boolean;

  /** Yours alone; anybody may say it of a shared view. */
  @IsOptional()
  @IsBoolean()
  isDefault?: boolean;
}
