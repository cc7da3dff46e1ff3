import { IsObject, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';

/** What a mail is made of, before it is sent. */
export class WritePitchMailDto {
  /** Id or key of a template of kind pitch_mail; the usual one when left out. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  templateId?: string;

  @IsUUID()
  contactId: string;

  /** Values of the template's fields. */
  @IsOptional()
  @IsObject()
  values?: Record<string, string>;

  /** Words of the template's free blocks, by block; the template's own where left out. */
  @IsOptional()
  @IsObject()
  body?: Record<string, string>;
}

export class SendPitchMailDto extends WritePitchMailDto {
  /** The same words under the same key are one mail, however often they are posted. */
  @IsOptional()
  @IsUUID()
  key?: string;
}

export class NewPitchMailQuery {
  @IsOptional()
  @IsString()
  @MaxLength(36)
  contactId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  templateId?: string;
}

export class PitchMailsQuery extends ListQuery {}
