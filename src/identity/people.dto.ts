import { IsEmail, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { DEPARTMENT_ROLES, type Role, VENDOR_ROLES } from '../platform/actor.js';

export class InviteDto {
  @IsString({ message: 'Enter their name.' }) @MinLength(1) @MaxLength(120) name: string;
  @IsEmail({}, { message: 'Enter their e-mail address.' }) @MaxLength(254) email: string;
  @IsIn([...VENDOR_ROLES, ...DEPARTMENT_ROLES], { message: 'Choose a role.' }) role: Role;
  @IsOptional() groups?: string | string[];
  @IsOptional() @Matches(/^[A-Za-z0-9]{9}$/, { message: 'An ORI has nine letters and digits.' }) ori?: string;
}

export class TeamDto {
  @IsString() @Matches(/\S/, { message: 'Enter the team’s name.' }) @MaxLength(80) name: string;
}

export class AcceptInvitationDto {
  @IsOptional() @IsString() @MaxLength(120) name?: string;
  @IsOptional() @IsString() @MaxLength(200) password?: string;
}
