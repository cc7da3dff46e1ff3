export interface FeedEntry {
  /** Stays the same for ever; a URN. */
  id: string;
  title: string;
  updated: Date;
  href: string;
  summary: string;
}

export interface Feed {
  id: string;
  title: string;
  subtitle: string;
  self: string;
  page: string;
  author: string;
  /** When there is no entry yet. */
  updated: Date;
  entries: readonly FeedEntry[];
}

/** An Atom feed (RFC 4287); text only, so nothing in it is ever markup. */
export function toAtom(feed: Feed): string {
  const updated = feed.entries.reduce(
    (latest, entry) => (entry.updated > latest ? entry.updated : latest),
    new Date(0),
  );
  const entries = feed.entries.map(
    (entry) =>
      `<entry><id>${escapeXml(entry.id)}</id><title>${escapeXml(entry.title)}</title><updated>${entry.updated.toISOString()}</updated>` +
      `<link href="${escapeXml(entry.href)}"/><summary>${escapeXml(entry.summary)}</summary></entry>\n`,
  );
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<id>${escapeXml(feed.id)}</id>\n` +
    `<title>${escapeXml(feed.title)}</title>\n<subtitle>${escapeXml(feed.subtitle)}</subtitle>\n` +
    `<author><name>${escapeXml(feed.author)}</name></author>\n` +
    `<updated>${(entries.length > 0 ? updated : feed.updated).toISOString()}</updated>\n` +
    `<link rel="self" href="${escapeXml(feed.self)}"/>\n<link rel="alternate" type="text/html" href="${escapeXml(feed.page)}"/>\n` +
    `${entries.join('')}</feed>\n`
  );
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeXml(text: string): string {
  // Control characters other than white space have no place in XML 1.0, escaped or not.
  return text.replace(/(?![\t\n\r])\p{Cc}/gu, '').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
