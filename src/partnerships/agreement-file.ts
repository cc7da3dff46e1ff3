import { readSentFile, type SentFile } from '../platform/files/sent-file.js';
import { agreementUnreadable } from './partnerships.errors.js';

/** A signed document as it came in. */
export interface AgreementFile extends SentFile {
  signatories?: string[];
}

/** The bytes, the safe name and the media type of an agreement. Throws 422 `agreement_unreadable`. */
export function fileOf(agreement: AgreementFile): { bytes: Buffer; fileName: string; mediaType: string } {
  return readSentFile(agreement, 'agreement', agreementUnreadable);
}
