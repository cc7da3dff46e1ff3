import { DomainError } from '../platform/errors.js';

/** A document as it came in, and as it is kept. Pure. */
export interface DocumentSent {
  fileName: string;
  contentBase64: string;
}

const MAX_BYTES = 5 * 1024 * 1024;
const MEDIA_TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  txt: 'text/plain',
};

const unreadable = (): DomainError =>
  new DomainError('invalid', 'document_unreadable', 'The document could not be read. Attach it again.', {
    errors: [{ field: 'document.contentBase64', message: 'Send the file base64-encoded, 1 byte to 5 MB.' }],
  });

/** The bytes of the acceptance's document and a name without a path. Throws 422 `document_unreadable`. */
export function readDocument({ fileName, contentBase64 }: DocumentSent): {
  bytes: Buffer;
  name: string;
  mediaType: string;
} {
  const bytes = Buffer.from(contentBase64, 'base64');
  const sent = contentBase64.replace(/[\s=]/g, '');
  const isWhole = bytes.toString('base64').replace(/=/g, '') === sent;
  if (!isWhole || bytes.length === 0 || bytes.length > MAX_BYTES) throw unreadable();
  const name = (fileName.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').trim() || 'acceptance';
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return { bytes, name, mediaType: MEDIA_TYPES[ending] ?? 'application/octet-stream' };
}
