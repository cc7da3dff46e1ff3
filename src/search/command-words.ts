/** A step that can be asked for by name, followed by the department it is for: `move pittsburg ks`. */
export interface Step {
  verb: 'move' | 'log' | 'task' | 'pitch';
  /** What was typed after it. */
  rest: string;
}

const VERBS: [pattern: RegExp, verb: Step['verb']][] = [
  [/^move(?:\s+to)?\s+/i, 'move'],
  [/^(?:log(?:\s+(?:a\s+)?(?:call|meeting|note|email))?|call)\s+/i, 'log'],
  [/^(?:(?:add|new)\s+(?:a\s+)?)?task(?:\s+for)?\s+/i, 'task'],
  [/^(?:(?:create|new|open)\s+(?:a\s+)?)?pitch(?:\s+for)?\s+/i, 'pitch'],
];

/** The step a query begins with, or null; a verb alone names nothing to take the step for. */
export function readStep(query: string): Step | null {
  const text = query.trim();
  for (const [pattern, verb] of VERBS) {
    const rest = text.replace(pattern, '');
    if (rest !== text && rest.trim() !== '') return { verb, rest: rest.trim() };
  }
  return null;
}
