import { stateWord } from './states.js';

const KINDS: Record<string, string> = {
  municipal_police: 'Municipal police',
  sheriff: 'Sheriff',
  state: 'State agency',
  university: 'University',
  tribal: 'Tribal',
  other: 'Other',
  press_release: 'Press release',
  media_advisory: 'Media advisory',
  talking_points: 'Talking points',
  social_post: 'Social post',
  sms_reply: 'SMS reply',
  reminder: 'Reminder',
  pitch_mail: 'Pitch mail',
};

const ROLES: Record<string, string> = {
  rep: 'Partnership rep',
  reviewer: 'Reviewer',
  fulfilment: 'Fulfilment',
  admin: 'Admin',
  pio: 'Public information officer',
  records_officer: 'Records officer',
  chief: 'Chief',
  community_engagement: 'Community engagement',
  city_attorney: 'City attorney',
  council_clerk: 'Council clerk',
  other: 'Other',
};

/** Sentence case of a code: `in_discussion` to "In discussion". */
export function sentenceCase(code: string): string {
  const words = code.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "MO" of "Mara Ortiz"; titles such as "Lt." do not count. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word && !word.endsWith('.'));
  const first = words[0]?.charAt(0) ?? '';
  const last = words.length > 1 ? (words[words.length - 1]?.charAt(0) ?? '') : '';
  return (first + last).toUpperCase();
}

/** `e2b7…90ac`: codes and hashes are cut in the middle. */
export function shortHash(sha: string): string {
  return sha.length > 10 ? `${sha.slice(0, 4)}…${sha.slice(-4)}` : sha;
}

/** What a person does with a reward, as the words of its button. */
const STEPS: Record<string, string> = {
  offer: 'Offer',
  acceptance: 'Record acceptance',
  refusal: 'Record refusal',
  approval: 'Approve',
  shipment: 'Ship',
  delivery: 'Confirm delivery',
  loss: 'Lost on the way',
  return: 'Take back',
  exchange: 'Exchange a defective device',
};

const STAGES = ['prospect', 'contacted', 'pitched', 'in_discussion', 'legal_review', 'green_lit'];

export const wordHelpers = {
  /** The open stages a pitch can be moved to from `stage`, as `{ to, label }`. */
  otherStages: (stage: unknown): { to: string; label: string }[] =>
    STAGES.filter((to) => to !== stage).map((to) => ({ to, label: stateWord('pitch', to) })),
  /** The same stages as choices of a form. */
  stageChoices: (stage: unknown): { value: string; label: string }[] =>
    STAGES.filter((to) => to !== stage).map((to) => ({ value: to, label: stateWord('pitch', to) })),
  stageName: (stage: unknown): string => stateWord('pitch', String(stage ?? '')),
  stateName: (...values: unknown[]): string =>
    values.length > 2
      ? stateWord(String(values[0]), String(values[1] ?? ''))
      : sentenceCase(String(values[0] ?? '')),
  kindName: (kind: unknown): string => KINDS[String(kind)] ?? sentenceCase(String(kind ?? '')),
  roleName: (role: unknown): string => ROLES[String(role)] ?? sentenceCase(String(role ?? '')),
  stepLabel: (step: unknown): string => STEPS[String(step)] ?? sentenceCase(String(step ?? '')),
  words: (code: unknown): string => sentenceCase(String(code ?? '')),
  lower: (text: unknown): string => String(text ?? '').toLowerCase(),
  initials: (name: unknown): string => initials(String(name ?? '')),
  /** The first and last 16 digits of a hash in groups of four, to be compared by eye. */
  hashGroups: (sha: unknown): string => {
    const digits = String(sha ?? '');
    const grouped = (text: string): string => (text.match(/.{1,4}/g) ?? []).join(' ');
    return digits.length > 32
      ? `${grouped(digits.slice(0, 16))} … ${grouped(digits.slice(-16))}`
      : grouped(digits);
  },
  hash: (sha: unknown): string => shortHash(String(sha ?? '')),
};
