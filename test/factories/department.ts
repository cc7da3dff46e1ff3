import type { TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';

export interface BuiltDepartment {
  id: string;
  slug: string;
  name: string;
  timeZoneSource: string;
}

let built = 0;

/** A department with a confirmed zone, entered through the API by an admin made for the purpose (or by `as`). */
export async function buildDepartment(
  app: TestApp,
  fields: Record<string, unknown> = {},
  as?: TestClient,
): Promise<BuiltDepartment> {
  const client = as ?? (await app.as('admin'));
  const number = ++built;
  const answer = await client.post<BuiltDepartment>('/api/v1/departments', {
    name: `Alder Falls ${number} Police Department`,
    kind: 'municipal_police',
    city: 'Alder Falls',
    county: 'Linn',
    state: 'KS',
    timeZone: 'America/Chicago',
    ...fields,
  });
  if (answer.status !== 201) throw new Error(`No department: ${answer.status} ${answer.text}`);
  return answer.json;
}
