export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type TextEncoding = (typeof ENCODINGS)[number];

export const ENCODING_LABELS: Record<TextEncoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16, big-endian',
  'windows-1252': 'Windows-1252 (Western)',
};

/**
 * How a file's letters are written: by its byte order mark, else UTF-8 when every byte of it can be that, else Windows-1252, in
 * which spreadsheets of English-speaking desks save their CSV.
 */
export function detectEncoding(bytes: Buffer): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Half the bytes of Latin text in UTF-16 without a mark are zero, and CSV has no others.
  const head = bytes.subarray(0, 512);
  const zeros = (start: number) => head.filter((byte, index) => index % 2 === start && byte === 0).length;
  if (zeros(1) > head.length / 3) return 'utf-16le';
  if (zeros(0) > head.length / 3) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The text of the file, without its byte order mark. */
export function decodeText(bytes: Buffer, encoding: TextEncoding): string {
  return new TextDecoder(encoding).decode(bytes);
}
