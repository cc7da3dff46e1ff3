interface Terms {
  deviceDiscountPercent: number | null;
  downloadsPerDevice: number;
  deviceFmvCents: number;
}

/** `15 % device discount, one $200 device per 20 downloads`. */
export function inWords(offer: Terms): string {
  const dollars = offer.deviceFmvCents / 100;
  const price = Number.isInteger(dollars) ? `$${dollars.toLocaleString('en-US')}` : `$${dollars.toFixed(2)}`;
  const downloads = offer.downloadsPerDevice === 1 ? 'download' : `${offer.downloadsPerDevice} downloads`;
  const discount = offer.deviceDiscountPercent ? `${offer.deviceDiscountPercent} % device discount, ` : '';
  return `${discount}one ${price} device per ${downloads}`;
}
