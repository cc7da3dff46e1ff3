import { IsEmail, IsOptional, IsString, MaxLength } from 'class-validator';

export class PasswordSignInDto {
  @IsEmail({}, { message: 'Enter your e-mail address.' }) @MaxLength(254) email: string;
  @IsString({ message: 'Enter your password.' }) @MaxLength(200) password: string;
  @IsOptional() @IsString() @MaxLength(2000) next?: string;
}

export class LinkRequestDto {
  @IsEmail({}, { message: 'Enter your e-mail address.' }) @MaxLength(254) email: string;
}
