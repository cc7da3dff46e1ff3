interface Terms {
  deviceDiscountPercent: number | null;
  downloadsPerDevice: number;
  deviceFmvCents: number;
}

type Whole = Terms & { deviceSku: string };

/** `15 % device discount, one $200 device per 20 downloads`. */
export function inWords(offer: Terms): string {
  const downloads = offer.downloadsPerDevice === 1 ? 'download' : `${offer.downloadsPerDevice} downloads`;
  const discount = offer.deviceDiscountPercent ? `${offer.deviceDiscountPercent} % device discount, ` : '';
  return `${discount}one ${price(offer.deviceFmvCents)} device per ${downloads}`;
}

/** What an offer changed of the one before, a phrase each: `downloads per device from 20 to 15`. Nothing when they say the same. */
export function changesInWords(before: Whole, after: Whole): string[] {
  const changes: string[] = [];
  if (before.downloadsPerDevice !== after.downloadsPerDevice)
    changes.push(`downloads per device from ${before.downloadsPerDevice} to ${after.downloadsPerDevice}`);
  if (before.deviceSku !== after.deviceSku)
    changes.push(`device from ${before.deviceSku} to ${after.deviceSku}`);
  if (before.deviceFmvCents !== after.deviceFmvCents)
    changes.push(`value from ${price(before.deviceFmvCents)} to ${price(after.deviceFmvCents)}`);
  const [was, is] = [before.deviceDiscountPercent ?? 0, after.deviceDiscountPercent ?? 0];
  if (was !== is) {
    if (was === 0) changes.push(`a discount of ${is} % added`);
    else if (is === 0) changes.push(`the discount of ${was} % dropped`);
    else changes.push(`discount from ${was} % to ${is} %`);
  }
  return changes;
}

function price(cents: number): string {
  const dollars = cents / 100;
  return Number.isInteger(dollars) ? `$${dollars.toLocaleString('en-US')}` : `$${dollars.toFixed(2)}`;
}
