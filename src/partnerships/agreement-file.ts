import { agreementUnreadable } from './partnerships.errors.js';

/** A signed document as it came in. */
export interface AgreementFile {
  fileName: string;
  contentBase64: string;
  signatories?: string[];
}

const MAX_BYTES = 5 * 1024 * 1024;
const MEDIA_TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  txt: 'text/plain',
};

/**
 * The bytes and the safe name of an agreement. The name is the last part of whatever path was sent, without control
 * characters; the media type follows the ending, unknown ones are plain bytes. Throws 422 `agreement_unreadable`.
 */
export function fileOf(agreement: AgreementFile): { bytes: Buffer; fileName: string; mediaType: string } {
  const bytes = Buffer.from(agreement.contentBase64, 'base64');
  const whole = agreement.contentBase64.replace(/[\s=]/g, '');
  if (
    bytes.length === 0 ||
    bytes.length > MAX_BYTES ||
    bytes.toString('base64').replace(/=/g, '') !== whole
  ) {
    throw agreementUnreadable();
  }
  const fileName =
    (agreement.fileName.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').trim() || 'agreement';
  const ending = fileName.split('.').at(-1)?.toLowerCase() ?? '';
  return { bytes, fileName, mediaType: MEDIA_TYPES[ending] ?? 'application/octet-stream' };
}
