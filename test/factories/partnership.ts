import type { TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import type { BuiltDepartment } from './department.js';
import { buildPitch } from './pitch.js';

/** The terms of the story: one $200 device per 20 downloads, offered at once. */
export const TERMS = { downloadsPerDevice: 20, deviceSku: 'HD2', deviceFmvCents: 20_000, holdDays: 0 };

export interface BuiltPartnership {
  id: string;
  departmentId: string;
  department: BuiltDepartment;
  pitchId: string;
  alias: string;
  keyword: string;
  /** The rep who opened it. */
  rep: TestClient;
}

let built = 0;

/** Codes nobody has yet. */
export function freshCodes(): { alias: string; keyword: string } {
  const number = ++built;
  return { alias: `falls-${number}-ks`, keyword: `FALLS${number}` };
}

/** A partnership by the green light, with its own department and pitch; active from `activeOn` where given. */
export async function buildPartnership(
  app: TestApp,
  options: {
    department?: BuiltDepartment;
    signedOn?: string;
    endsOn?: string;
    activeOn?: string;
    terms?: Record<string, unknown>;
    fields?: Record<string, unknown>;
  } = {},
): Promise<BuiltPartnership> {
  const pitch = await buildPitch(app, { department: options.department, stage: 'legal_review' });
  const codes = freshCodes();
  const opened = await pitch.rep.post('/api/v1/partnerships', {
    pitchId: pitch.id,
    signedOn: options.signedOn ?? '2019-02-28',
    endsOn: options.endsOn ?? '2020-02-28',
    terms: { ...TERMS, ...options.terms },
    ...codes,
    ...options.fields,
  });
  if (opened.status !== 201) throw new Error(`No partnership: ${opened.status} ${opened.text}`);
  if (options.activeOn) {
    const active = await pitch.rep.post(`/api/v1/partnerships/${opened.json.id}/activation`, {
      activeOn: options.activeOn,
    });
    if (active.status !== 201) throw new Error(`Not active: ${active.status} ${active.text}`);
  }
  return {
    id: opened.json.id,
    departmentId: pitch.departmentId,
    department: pitch.department,
    pitchId: pitch.id,
    alias: opened.json.alias,
    keyword: opened.json.keyword,
    rep: pitch.rep,
  };
}

export interface Event {
  provider: string;
  externalId: string;
  kind: string;
  alias: string;
  occurredAt: string;
  existingUser?: boolean;
  testDevice?: boolean;
}

let events = 0;

/** `n` reported events with ids of their own. */
export function someEvents(n: number, alias: string, fields: Partial<Event> = {}): Event[] {
  return Array.from({ length: n }, () => ({
    provider: 'generic',
    externalId: `event-${++events}`,
    kind: 'install',
    alias,
    occurredAt: '2019-03-20T18:00:00Z',
    ...fields,
  }));
}

/** The same in another order; the same seed gives the same order. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed;
  for (let i = result.length - 1; i > 0; i--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
