import { DEPARTMENT_KINDS, type DepartmentKind, KIND_LABELS } from './department-kinds.js';
import { STATES } from './states.js';

interface Placed {
  city?: string | null;
  county?: string | null;
  state: string;
  kind?: string;
}

/** Where a department is, in one short line: `Crawford Co., KS`, with its kind when it is not a municipal police. */
export function placeOf(department: Placed): string {
  const { county, city, state, kind } = department;
  const place = county
    ? `${county} Co., ${state}`
    : city
      ? `${city}, ${state}`
      : (STATES.get(state)?.name ?? state);
  if (!kind || kind === 'municipal_police') return place;
  return `${place} · ${(KIND_LABELS[kind as DepartmentKind] ?? kind).toLowerCase()}`;
}

interface Choice {
  value: string;
  label: string;
}

/** The states as choices of a form, by name. */
export const STATE_CHOICES: Choice[] = [...STATES.values()]
  .map(({ code, name }) => ({ value: code, label: name }))
  .sort((a, b) => a.label.localeCompare(b.label));

/** The kinds of department as choices of a form. */
export const KIND_CHOICES: Choice[] = DEPARTMENT_KINDS.map((kind) => ({
  value: kind,
  label: KIND_LABELS[kind],
}));

/** Every zone some state uses, as choices of a form. */
export const ZONE_CHOICES: Choice[] = [...new Set([...STATES.values()].flatMap((state) => state.zones))]
  .sort()
  .map((zone) => ({ value: zone, label: zone.replace(/_/g, ' ').replace('/', ', ') }));
