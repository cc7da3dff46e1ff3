/**
 * The least key of `milliseconds` before this one was made. Keys are UUIDv7, which begin with their instant in milliseconds
 * (RFC 9562, section 5.7), so all keys made since then are greater.
 */
export function idBefore(id: string, milliseconds: number): string {
  const madeAt = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  const instant = Math.max(0, madeAt - milliseconds)
    .toString(16)
    .padStart(12, '0');
  return `${instant.slice(0, 8)}-${instant.slice(8)}-0000-0000-000000000000`;
}
