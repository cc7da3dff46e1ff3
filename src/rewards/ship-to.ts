/** A ship-to address as it is kept: short texts under the names of its fields. */
export type ShipTo = Record<string, string | null | undefined>;

/** True when there is anything to write on a parcel. */
export function hasAddress(shipTo: object | null): shipTo is object {
  return (
    shipTo !== null && Object.values(shipTo).some((part) => typeof part === 'string' && part.trim() !== '')
  );
}

/** The lines of the label, from whom to where; empty parts are left out. */
export function addressLines(shipTo: ShipTo): string[] {
  const { recipient, name, attention, line1, street, line2, city, state, postalCode, zip, country } = shipTo;
  const place = [city, [state, postalCode ?? zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return [
    recipient ?? name,
    attention && `Attention: ${attention}`,
    line1 ?? street,
    line2,
    place,
    country,
  ].flatMap((line) => (line?.trim() ? [line.trim()] : []));
}
