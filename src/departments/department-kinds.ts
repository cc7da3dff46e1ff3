/** The kinds of law-enforcement agency Liaison tells apart. */
export const DEPARTMENT_KINDS = [
  'municipal_police',
  'sheriff',
  'state',
  'university',
  'tribal',
  'other',
] as const;
export type DepartmentKind = (typeof DEPARTMENT_KINDS)[number];

export const KIND_LABELS: Record<DepartmentKind, string> = {
  municipal_police: 'Municipal police',
  sheriff: 'Sheriff',
  state: 'State',
  university: 'University',
  tribal: 'Tribal',
  other: 'Other',
};

const KIND_OF_TYPE = new Map<string, DepartmentKind>([
  ['city', 'municipal_police'],
  ['police', 'municipal_police'],
  ['municipal', 'municipal_police'],
  ['county', 'sheriff'],
  ['state police', 'state'],
  ['other state agency', 'state'],
  ['university or college', 'university'],
  ['tribal', 'tribal'],
  ['other', 'other'],
  ['federal', 'other'],
  ['unknown', 'other'],
]);

const KIND_OF_OWN_WORD = new Map<string, DepartmentKind>(
  DEPARTMENT_KINDS.flatMap((kind) => [
    [kind, kind],
    [KIND_LABELS[kind].toLowerCase(), kind],
  ]),
);

/** Our kind for the type a list gives (the FBI's words, or one of our own kinds or their labels); null for any other word. */
export function kindOfAgencyType(type: string): DepartmentKind | null {
  const word = type.trim().toLowerCase();
  return KIND_OF_OWN_WORD.get(word) ?? KIND_OF_TYPE.get(word) ?? null;
}
