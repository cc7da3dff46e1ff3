import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { ListQuery } from '../../platform/web/keyset.js';

const DAY = { message: '$property is a calendar day written YYYY-MM-DD' };
const DAY_PATTERN = /^(199\d|2[01]\d\d)-\d\d-\d\d$/;

/** What came in, came back into stock, or was written off; `reason` is needed to write off. */
export class MovementDto {
  @IsIn(['received', 'returned', 'written_off']) kind: 'received' | 'returned' | 'written_off';
  @IsInt() @Min(1) @Max(100_000) units: number;
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(300) reason?: string;
  /** In the organisation's zone; today when left out. */
  @IsOptional() @Matches(DAY_PATTERN, DAY) @IsISO8601({ strict: true }, DAY) occurredOn?: string;
}

/** What stands on the shelf; the difference to the count so far becomes a correction. */
export class CountDto {
  @IsInt() @Min(0) @Max(1_000_000) counted: number;
  @IsString() @IsNotEmpty() @MaxLength(300) reason: string;
  /** Number of the last movement known when the shelf was counted; 409 `stock_moved` when another came since. */
  @IsOptional() @IsInt() @Min(0) after?: number;
}

export class ReorderLevelDto {
  @IsInt() @Min(0) @Max(1_000_000) level: number;
}

export class StockQuery extends ListQuery {
  /** The SKU whose movements and forms the page shows. */
  @IsOptional() @IsString() @MaxLength(60) sku?: string;
}
