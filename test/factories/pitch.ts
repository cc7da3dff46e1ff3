import type { TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { type BuiltDepartment, buildDepartment } from './department.js';

/** The offer of the story: one $200 device per 20 downloads, with a discount. */
export const OFFER = {
  deviceDiscountPercent: 15,
  downloadsPerDevice: 20,
  deviceSku: 'HD2',
  deviceFmvCents: 20000,
  recipient: 'department',
};

export interface BuiltPitch {
  id: string;
  departmentId: string;
  department: BuiltDepartment;
  /** The rep who opened it. */
  rep: TestClient;
}

/** A pitch, with its department when none is given, moved to `stage` by the way of legal review where needed. */
export async function buildPitch(
  app: TestApp,
  options: {
    department?: BuiltDepartment;
    rep?: TestClient;
    stage?: string;
    fields?: Record<string, unknown>;
  } = {},
): Promise<BuiltPitch> {
  const rep = options.rep ?? (await app.as('rep'));
  const department = options.department ?? (await buildDepartment(app));
  const opened = await rep.post('/api/v1/pitches', {
    departmentId: department.id,
    offer: OFFER,
    ...options.fields,
  });
  if (opened.status !== 201) throw new Error(`No pitch: ${opened.status} ${opened.text}`);
  const way =
    options.stage === 'green_lit' ? ['legal_review', 'green_lit'] : options.stage ? [options.stage] : [];
  for (const to of way) {
    const moved = await rep.post(`/api/v1/pitches/${opened.json.id}/stage-changes`, {
      to,
      reason: 'For the test',
    });
    if (moved.status !== 201) throw new Error(`Not moved to ${to}: ${moved.status} ${moved.text}`);
  }
  return { id: opened.json.id, departmentId: department.id, department, rep };
}
