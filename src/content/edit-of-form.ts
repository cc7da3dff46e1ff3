import type { FormBody } from '../platform/web/form.js';
import type { Edit } from './text.js';

/**
 * The words in a posted form: fields named `values.<field>` and `body.<block>`. Unlike other forms an empty field is a
 * statement here: the author took the words out.
 */
export function editOfForm(
  form: FormBody,
): Edit & { values: Record<string, string | null>; body: Record<string, string> } {
  const values: Record<string, string | null> = {};
  const body: Record<string, string> = {};
  for (const [name, value] of Object.entries(form)) {
    if (typeof value !== 'string') continue;
    const [group, key] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,60}$/.test(key)) continue;
    if (group === 'values') values[key] = value === '' ? null : value;
    if (group === 'body') body[key] = value;
  }
  return { values, body };
}

/** The values of a field that may come several times, as boxes of one name do. */
export function listOfForm(form: FormBody, name: string): string[] {
  const given = form?.[name];
  return (Array.isArray(given) ? given : [given]).filter(
    (value): value is string => typeof value === 'string' && value !== '',
  );
}
