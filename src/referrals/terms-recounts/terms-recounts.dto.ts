import { IsString, Matches } from 'class-validator';
import { TermsChangeDto } from '../../partnerships/partnerships.dto.js';

export { TermsChangeDto };

/** The terms that were previewed, and the digest the preview gave. */
export class TermsConfirmationDto extends TermsChangeDto {
  @IsString()
  @Matches(/^[0-9a-f]{64}$/, { message: '$property must be the digest that the preview gave' })
  digest: string;
}
