/** The fields of each recipient in a `message/delivery-status` part (RFC 3464 2.1), names in small letters, values unfolded. */
export function statusFields(content: string): Map<string, string>[] {
  const blocks = content
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.size > 0);
  // The first block is about the message; some gateways leave it out, or put all into one.
  return blocks.filter(
    (fields) => fields.has('final-recipient') || fields.has('original-recipient') || fields.has('action'),
  );
}

function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}
