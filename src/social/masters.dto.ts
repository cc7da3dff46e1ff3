import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export class MasterDto {
  @IsString() @IsNotEmpty() @MaxLength(80) name: string;
  /** The SVG itself; its slots and what is refused stand on the page of masters. */
  @IsString() @IsNotEmpty() @MaxLength(400_000) svg: string;
}
