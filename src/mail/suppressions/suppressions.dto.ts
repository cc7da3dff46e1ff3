import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';

export class SuppressionListQuery extends ListQuery {
  /** A whole address, or a domain. */
  @IsOptional() @IsString() @MaxLength(254) q?: string;
}

export class LiftSuppressionDto {
  /** Why mail may go there again, for the trail: a mailbox that works again, and who said so. */
  @IsString()
  @IsNotEmpty({ message: 'Say why mail may go there again' })
  @MaxLength(300)
  reason: string;
}
