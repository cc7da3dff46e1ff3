/** An answer to Twilio: one text message, or none at all. */
export function twiml(message: string | null): string {
  const inside = message === null ? '' : `<Message>${escape(message)}</Message>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Response>${inside}</Response>`;
}

function escape(words: string): string {
  return (
    words
      // XML 1.0 has no place for these, not even escaped.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}
