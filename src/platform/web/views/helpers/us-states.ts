/** Postal codes with the names people read, for maps and filters. */
export const US_STATES: Record<string, string> = {
  AL: 'Alabama', AK: 'Alaska', AZ: 'Arizona', AR: 'Arkansas', CA: 'California', CO: 'Colorado', CT: 'Connecticut',
  DE: 'Delaware', DC: 'District of Columbia', FL: 'Florida', GA: 'Georgia', HI: 'Hawaii', ID: 'Idaho', IL: 'Illinois',
  IN: 'Indiana', IA: 'Iowa', KS: 'Kansas', KY: 'Kentucky', LA: 'Louisiana', ME: 'Maine', MD: 'Maryland',
  MA: 'Massachusetts', MI: 'Michigan', MN: 'Minnesota', MS: 'Mississippi', MO: 'Missouri', MT: 'Montana', NE: 'Nebraska',
  NV: 'Nevada', NH: 'New Hampshire', NJ: 'New Jersey', NM: 'New Mexico', NY: 'New York', NC: 'North Carolina',
  ND: 'North Dakota', OH: 'Ohio', OK: 'Oklahoma', OR: 'Oregon', PA: 'Pennsylvania', RI: 'Rhode Island',
  SC: 'South Carolina', SD: 'South Dakota', TN: 'Tennessee', TX: 'Texas', UT: 'Utah', VT: 'Vermont', VA: 'Virginia',
  WA: 'Washington', WV: 'West Virginia', WI: 'Wisconsin', WY: 'Wyoming',
}; // prettier-ignore

/** Every state of the map in alphabetical order, with its count or 0; places outside the grid are left to the table. */
export function stateTiles(
  counted: { state: string; count: number }[],
): { state: string; name: string; count: number }[] {
  const counts = new Map(counted.map(({ state, count }) => [state, count]));
  return Object.entries(US_STATES).map(([state, name]) => ({ state, name, count: counts.get(state) ?? 0 }));
}

export const stateHelpers = {
  stateTiles: (counted: unknown) =>
    stateTiles(Array.isArray(counted) ? (counted as { state: string; count: number }[]) : []),
  /** "Kansas" of "KS". */
  usState: (code: unknown): string => US_STATES[String(code)] ?? String(code ?? ''),
};
