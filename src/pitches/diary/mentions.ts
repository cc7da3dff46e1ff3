export interface Mentionable {
  id: string;
  name: string;
}

/**
 * Who is called upon in a text: `@` and a full name, or a first name only one person has, in any case. An `@` inside a word is
 * an e-mail address, and a name that goes on as another word is another name. Returns ids, each once, in the order of the text.
 */
export function mentionsIn(text: string, people: readonly Mentionable[]): string[] {
  const names = namesOf(people);
  const found = new Set<string>();
  const lower = text.toLowerCase();
  for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
    if (/[\p{L}\p{N}._+-]/u.test(text[at - 1] ?? ' ')) continue;
    const rest = lower.slice(at + 1);
    const named = names.find(
      ({ name }) => rest.startsWith(name) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length)),
    );
    if (named?.id) found.add(named.id);
  }
  return [...found];
}

/** Longest first, so that "Ann Lee" is not taken for "Ann"; a name two people share calls nobody. */
function namesOf(people: readonly Mentionable[]): { name: string; id: string | null }[] {
  const byName = new Map<string, string | null>();
  const add = (name: string, id: string) => {
    if (name) byName.set(name, byName.has(name) && byName.get(name) !== id ? null : id);
  };
  for (const { id, name } of people) {
    const whole = name.trim().toLowerCase();
    add(whole, id);
    const [first = ''] = whole.split(/\s+/);
    if (first !== whole) add(first, id);
  }
  return [...byName].map(([name, id]) => ({ name, id })).sort((a, b) => b.name.length - a.name.length);
}
