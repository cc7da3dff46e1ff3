/** A block as far as it matters whose words it holds. */
export interface TouchedBlock {
  id: string;
  role: string;
  text: string;
  fields: readonly string[];
}

/**
 * What a text changes of the one that was last approved (null: none was, so it changes everything): `terms` when a
 * block that carries the disclosure reads otherwise, `locked` when any other locked block does, comes or goes.
 */
export function touchesOf(
  approved: readonly TouchedBlock[] | null,
  now: readonly TouchedBlock[],
  disclosureField: string | undefined,
): ('locked' | 'terms')[] {
  if (!approved) return ['locked', 'terms'];
  const carries = ({ fields }: TouchedBlock): boolean =>
    disclosureField !== undefined && fields.includes(disclosureField);
  const words = (blocks: readonly TouchedBlock[], of: (block: TouchedBlock) => boolean): string =>
    JSON.stringify(blocks.filter(of).map(({ id, text }) => [id, text]));
  const locked = (block: TouchedBlock): boolean => block.role === 'locked' && !carries(block);
  return [
    ...(words(approved, locked) === words(now, locked) ? [] : (['locked'] as const)),
    ...(words(approved, carries) === words(now, carries) ? [] : (['terms'] as const)),
  ];
}
