const ENDINGS: [RegExp, string][] = [
  [/\bpolice (department|dept\.?)$/i, 'pd'],
  [/\bsheriff'?s?’?s? (office|department|dept\.?)$/i, 'so'],
  [/\bdepartment of public safety$/i, 'dps'],
  [/\bpolice$/i, 'pd'],
];

/**
 * A link and a keyword to begin with, from a department's name and state: "Pittsburg Police Department", KS →
 * `pittsburgpdks` and `PITTSBURGPD`. Only a proposal: whether they are free is known when they are reserved.
 */
export function proposeCodes(name: string, state: string): { alias: string; keyword: string } {
  const ending = ENDINGS.find(([pattern]) => pattern.test(name));
  const stem = letters(ending ? name.replace(ending[0], '') : name);
  const short = ending?.[1] ?? '';
  const region = letters(state);
  const alias = stem.slice(0, 40 - short.length - region.length) + short + region;
  const keyword = (stem.slice(0, 20 - short.length) + short).toUpperCase();
  return { alias, keyword: keyword.length < 3 ? (keyword + region).toUpperCase() : keyword };
}

/** Small letters and digits of a name, accents taken off. */
function letters(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
