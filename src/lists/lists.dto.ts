import { plainToInstance } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, validateSync } from 'class-validator';
import { InvalidInput, fieldErrors } from '../platform/web/form.js';

/** What every list takes besides its own columns, sorts and filters. */
export class ListPageQuery {
  /** 1 to 200. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;

  /** `csv`: the whole list as a file instead of one page. */
  @IsOptional()
  @IsIn(['csv', 'json'])
  format?: 'csv' | 'json';

  /** With `format=csv`: `1` begins the file with a byte order mark, for spreadsheets that ask for one. */
  @IsOptional()
  @IsIn(['0', '1'])
  bom?: '0' | '1';
}

/** Reads those out of a query that holds a list's own parameters too. Throws InvalidInput (400). */
export function readPaging(query: Record<string, unknown>): ListPageQuery {
  const { limit, cursor, format, bom } = query;
  const given = Object.fromEntries(
    Object.entries({ limit, cursor, format, bom }).filter(([, value]) => value !== undefined && value !== ''),
  );
  const paging = plainToInstance(ListPageQuery, given, {
    enableImplicitConversion: true,
    exposeDefaultValues: true,
  });
  const faults = validateSync(paging);
  if (faults.length > 0) throw new InvalidInput(fieldErrors(faults));
  return paging;
}
