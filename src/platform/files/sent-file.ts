/** A file as it came in, by form or as JSON. */
export interface SentFile {
  fileName: string;
  contentBase64: string;
}

/** The largest document taken, in bytes. */
export const LARGEST_DOCUMENT = 5 * 1024 * 1024;
const MEDIA_TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  txt: 'text/plain',
};

/**
 * The bytes and the safe name of a document. The name is the last part of whatever path was sent, without control characters, or
 * `unnamed`; the media type follows the ending, unknown ones are plain bytes. Throws what `unreadable` makes for anything
 * but base64 of 1 byte to 5 MB.
 */
export function readSentFile(
  sent: SentFile,
  unnamed: string,
  unreadable: () => Error,
): { bytes: Buffer; fileName: string; mediaType: string } {
  const bytes = Buffer.from(sent.contentBase64, 'base64');
  const whole = sent.contentBase64.replace(/[\s=]/g, '');
  if (
    bytes.length === 0 ||
    bytes.length > LARGEST_DOCUMENT ||
    bytes.toString('base64').replace(/=/g, '') !== whole
  )
    throw unreadable();
  const fileName = (sent.fileName.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').trim() || unnamed;
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return { bytes, fileName, mediaType: MEDIA_TYPES[ending] ?? 'application/octet-stream' };
}
