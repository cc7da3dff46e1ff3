import { Type } from 'class-transformer';
import {
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { CONTACT_ROLES, type ContactRole } from './contact.entity.js';
import { DEPARTMENT_KINDS, type DepartmentKind } from './department-kinds.js';
import { IsPostalAddress, type PostalAddress } from './postal-address.js';
import { STATE_CODES } from './states.js';
import { ListQuery } from '../platform/web/keyset.js';

/** May be left out, but not cleared. */
const LeftOutOrSet = () => ValidateIf((_object, value: unknown) => value !== undefined);
const WEB = { protocols: ['http', 'https'], require_protocol: true };

export class GiftPolicyDto {
  /** In cents; above it a resolution is needed. Without one a resolution is always needed. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  limitCents?: number;

  @IsIn(['chief', 'manager', 'council', 'other'])
  acceptor: 'chief' | 'manager' | 'council' | 'other';

  /** Where the policy stands, in words or as a link. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  source?: string;
}

export class OversightOrdinanceDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  name: string;

  @IsOptional()
  @IsUrl(WEB)
  @MaxLength(500)
  url?: string;
}

class DepartmentDetailsDto {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  ori?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(120)
  city?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(120)
  county?: string | null;

  /** An IANA name; giving one confirms the zone. */
  @LeftOutOrSet()
  @IsString()
  @MaxLength(64)
  timeZone?: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  populationServed?: number | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  swornOfficers?: number | null;

  @IsOptional()
  @IsUrl(WEB)
  @MaxLength(500)
  website?: string | null;

  @IsOptional()
  @IsPostalAddress()
  address?: PostalAddress | null;

  @IsOptional()
  @IsPostalAddress()
  shipTo?: PostalAddress | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => GiftPolicyDto)
  giftPolicy?: GiftPolicyDto | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => OversightOrdinanceDto)
  oversightOrdinance?: OversightOrdinanceDto | null;

  /** Values of custom fields by key; null clears one, what is not named stays. */
  @LeftOutOrSet()
  @IsObject()
  custom?: Record<string, unknown>;
}

export class CreateDepartmentDto extends DepartmentDetailsDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name: string;

  @IsIn(DEPARTMENT_KINDS)
  kind: DepartmentKind;

  /** Postal code of the state. */
  @IsIn(STATE_CODES)
  state: string;
}

export class ChangeDepartmentDto extends DepartmentDetailsDto {
  @LeftOutOrSet()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  @LeftOutOrSet()
  @IsIn(DEPARTMENT_KINDS)
  kind?: DepartmentKind;

  @LeftOutOrSet()
  @IsIn(STATE_CODES)
  state?: string;
}

export class CreateContactDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name: string;

  @IsIn(CONTACT_ROLES)
  role: ContactRole;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  title?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  phone?: string;

  @IsOptional()
  @IsUUID()
  siteId?: string;
}

export class ChangeContactDto {
  @LeftOutOrSet()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  @LeftOutOrSet()
  @IsIn(CONTACT_ROLES)
  role?: ContactRole;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  title?: string | null;

  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  phone?: string | null;

  @IsOptional()
  @IsUUID()
  siteId?: string | null;
}

export class MergeDto {
  /** The department that stays; of a merged one, its survivor. */
  @IsUUID()
  intoId: string;
}

export class ListDepartmentsQuery extends ListQuery {
  /** Words of the name (typing errors are forgiven), with a state at the end if wanted; or an ORI. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @IsOptional()
  @IsIn(STATE_CODES)
  state?: string;

  @IsOptional()
  @IsIn(DEPARTMENT_KINDS)
  kind?: DepartmentKind;

  /** Whether the department has a partnership that has not ended. */
  @IsOptional()
  @IsIn(['true', 'false'])
  partnered?: 'true' | 'false';
}
