/** What can be said of a download. Only `qualifying` ones earn devices. */
export const DISPOSITIONS = [
  'qualifying',
  'reinstall',
  'not_install',
  'unknown_code',
  'before_activation',
  'after_end',
  'existing_user',
  'test_device',
  'velocity',
  'fraud',
  'duplicate',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** Those only a person or the provider can say. */
export const REVERSALS = ['velocity', 'fraud', 'duplicate'] as const satisfies readonly Disposition[];
export type Reversal = (typeof REVERSALS)[number];

/**
 * The disposition a reported reason stands for: the word itself when it is one of ours, else what it speaks of, else
 * `fraud`, which is what most reports are. The reason is kept as it was given.
 */
export function reversalOf(reason: string): Reversal {
  const text = reason.toLowerCase();
  if (text.includes('duplicate')) return 'duplicate';
  if (text.includes('velocity') || text.includes('burst')) return 'velocity';
  return 'fraud';
}
