/** Where the vendor's app is to be had; any of them may be missing. */
export interface StoreLinks {
  appStoreUrl: string | null;
  playStoreUrl: string | null;
  fallbackUrl: string | null;
}

/**
 * Where a referral link leads: the store of the visitor's system, else the page for everyone else. The user agent is
 * read here and kept nowhere. Each store is told campaign and code in its own words (Apple: `ct`, 40 characters;
 * Google: `referrer`). Undefined when no usable address is set up.
 */
export function linkTarget(
  links: StoreLinks,
  alias: string,
  userAgent: string | undefined,
): string | undefined {
  const agent = userAgent ?? '';
  if (/iPhone|iPad|iPod/i.test(agent) && links.appStoreUrl)
    return withParams(links.appStoreUrl, { ct: alias });
  if (/Android/i.test(agent) && links.playStoreUrl) {
    const referrer = new URLSearchParams({
      utm_source: 'liaison',
      utm_campaign: alias,
      referral_code: alias,
    }).toString();
    return withParams(links.playStoreUrl, { referrer });
  }
  const other = links.fallbackUrl ?? links.appStoreUrl ?? links.playStoreUrl;
  return other
    ? withParams(other, { utm_source: 'liaison', utm_campaign: alias, referral_code: alias })
    : undefined;
}

function withParams(address: string, params: Record<string, string>): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.toString();
}
