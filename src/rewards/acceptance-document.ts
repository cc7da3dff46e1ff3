import { DomainError } from '../platform/errors.js';
import { readSentFile, type SentFile } from '../platform/files/sent-file.js';

const unreadable = (): DomainError =>
  new DomainError('invalid', 'document_unreadable', 'The document could not be read. Attach it again.', {
    errors: [{ field: 'document.contentBase64', message: 'Send the file base64-encoded, 1 byte to 5 MB.' }],
  });

/** The bytes, the safe name and the media type of an acceptance's document. Throws 422 `document_unreadable`. */
export function readDocument(sent: SentFile): { bytes: Buffer; fileName: string; mediaType: string } {
  return readSentFile(sent, 'acceptance', unreadable);
}
