import type { Config } from '../platform/config/config.js';

/** The From of all mail: MAIL_FROM, else the product's name at the host of PUBLIC_URL. */
export function senderOf(
  config: Pick<Config, 'mailFrom' | 'publicUrl'>,
  organisation: { productName: string },
): string {
  if (config.mailFrom) return config.mailFrom;
  const name = organisation.productName.replace(/["\\\r\n]/g, '');
  return `"${name}" <liaison@${new URL(config.publicUrl).hostname}>`;
}

/** The bare address of a From, for the SMTP envelope. */
export function bareAddress(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1]?.trim() ?? from.trim();
}
