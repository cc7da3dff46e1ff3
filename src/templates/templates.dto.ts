import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ListQuery } from '../platform/web/keyset.js';
import { FIELD_TYPES, type FieldType, TEMPLATE_KINDS, type TemplateKind } from './body.js';

/** Query of the list of templates. */
export class TemplatesQuery extends ListQuery {
  @IsOptional() @IsIn(TEMPLATE_KINDS) kind?: TemplateKind;
}

/** One field of a template as an admin writes it. */
export class TemplateFieldDto {
  @IsString() @Matches(/^[a-z][a-zA-Z0-9]{0,39}$/, {
    message: 'A field name is a small letter, then letters and digits.',
  })
  name: string;
  @IsIn(FIELD_TYPES) type: FieldType;
  @IsOptional() @IsString() @MaxLength(80) label?: string;
  @IsOptional() @IsBoolean() required?: boolean;
  @IsOptional() @IsInt() @Min(1) @Max(10_000) maxLength?: number;
  @IsOptional() @IsString() @MaxLength(300) help?: string;
  @IsOptional() @IsString() @MaxLength(500) example?: string;
  @IsOptional() @IsString() @MaxLength(40) fact?: string;
}

/** A new template, or a new version of the one with this key. */
export class CreateTemplateDto {
  @IsString() @Matches(/^[a-z][a-z0-9-]{2,59}$/, {
    message: 'A key is 3 to 60 small letters, digits and hyphens, and begins with a letter.',
  })
  key: string;
  @IsIn(TEMPLATE_KINDS) kind: TemplateKind;
  @IsString() @MaxLength(120) name: string;
  @IsOptional() @IsString() @MaxLength(500) description?: string;
  @IsArray() @ArrayMaxSize(60) @ValidateNested({ each: true }) @Type(() => TemplateFieldDto)
  fields: TemplateFieldDto[];
  @IsString() @MaxLength(20_000) source: string;
}
