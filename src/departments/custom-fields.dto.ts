import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { CUSTOM_SUBJECTS, CUSTOM_TYPES, type CustomSubject, type CustomType } from './custom-fields.js';

export class CustomFieldsQuery {
  @IsIn(CUSTOM_SUBJECTS)
  subject: CustomSubject;
}

export class AddCustomFieldDto {
  @IsIn(CUSTOM_SUBJECTS)
  subject: CustomSubject;

  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  label: string;

  /** What programs call it; made of the label when left out, and fixed from then on. */
  @IsOptional()
  @IsString()
  @Matches(/^[a-z][a-z0-9_]{0,39}$/, { message: 'key is a-z, 0-9 and _, beginning with a letter' })
  key?: string;

  @IsIn(CUSTOM_TYPES)
  type: CustomType;

  /** For `choice`: what may be chosen, in the order shown. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  choices?: string[];
}

export class ChangeCustomFieldDto {
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  label?: string;

  /** All choices, in their new order; values already given stay. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  choices?: string[];

  /** `up` or `down`: one place among the fields of its subject. */
  @IsOptional()
  @IsIn(['up', 'down'])
  move?: 'up' | 'down';

  /** true: keeps its values and takes no new ones; false: takes them again. */
  @IsOptional()
  @IsIn([true, false])
  retired?: boolean;
}
