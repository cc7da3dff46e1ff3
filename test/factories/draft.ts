import type { TestApp } from '../support/app.js';
import type { TestClient } from '../support/client.js';
import { buildPitch, OFFER } from './pitch.js';

/** Values that make the announcement complete: no embargo, the dateline of the story. */
export const ANNOUNCEMENT = {
  headline: 'Alder Falls police join a neighborhood app',
  datelineDate: '2019-04-22',
  whyJoined: 'residents asked for a way to pass on what they see without calling the station',
  chiefQuote:
    'We did not want another surveillance system. We wanted something residents choose, and the commission will see every device it brings us.',
  chiefName: 'Police Chief Ruth Alder',
  pressContact: 'Lt. Dana Whitcomb, 620-555-0142',
};

/** The vendor's reviewers of the story: two for communications, one lawyer. */
export interface Reviewers {
  first: TestClient;
  second: TestClient;
  legal: TestClient;
}

export interface BuiltPartnership {
  partnershipId: string;
  departmentId: string;
  slug: string;
  name: string;
  rep: TestClient;
  pio: TestClient;
}

export interface BuiltDraft extends BuiltPartnership {
  draftId: string;
}

let built = 0;

/** Two communications reviewers and a lawyer, none of whom has written anything. */
export async function buildReviewers(app: TestApp): Promise<Reviewers> {
  return {
    first: await app.as({ role: 'reviewer', groups: ['communications'], name: 'Ellen Voss' }),
    second: await app.as({ role: 'reviewer', groups: ['communications'], name: 'Jo Lindqvist' }),
    legal: await app.as({ role: 'reviewer', groups: ['legal'], name: 'Priya Raman' }),
  };
}

/** A department with a signed partnership, its kit, and a public information officer. */
export async function buildSigned(app: TestApp, signedOn = '2019-02-28'): Promise<BuiltPartnership> {
  const pitch = await buildPitch(app, { stage: 'legal_review' });
  const number = ++built;
  const { deviceDiscountPercent: _discount, recipient: _recipient, ...terms } = OFFER;
  const opened = await pitch.rep.post('/api/v1/partnerships', {
    pitchId: pitch.id,
    signedOn,
    endsOn: '2020-02-28',
    terms: { ...terms, holdDays: 0 },
    alias: `alderfalls${number}`,
    keyword: `ALDERFALLS${number}`,
  });
  if (opened.status !== 201) throw new Error(`No partnership: ${opened.status} ${opened.text}`);
  const pio = await app.as({ role: 'pio', departmentId: pitch.departmentId, name: 'Dana Whitcomb' });
  return {
    partnershipId: opened.json.id,
    departmentId: pitch.departmentId,
    slug: pitch.department.slug,
    name: pitch.department.name,
    rep: pitch.rep,
    pio,
  };
}

/** The kit's press release of a new partnership, filled in by its officer with the given values. */
export async function buildDraft(
  app: TestApp,
  values: Record<string, unknown> = ANNOUNCEMENT,
): Promise<BuiltDraft> {
  const signed = await buildSigned(app);
  const { data } = (await signed.pio.get('/api/v1/drafts')).json;
  const draftId = data.find(({ kind }: { kind: string }) => kind === 'press_release').id as string;
  const draft = { ...signed, draftId };
  const saved = await save(signed.pio, draftId, { values });
  if (saved.status !== 201) throw new Error(`Not saved: ${saved.status} ${saved.text}`);
  return draft;
}

/** Saves over the current revision, whatever it is. */
export async function save(as: TestClient, draftId: string, edit: Record<string, unknown>) {
  const { currentRevision } = (await as.get(`/api/v1/drafts/${draftId}`)).json;
  return as.post(`/api/v1/drafts/${draftId}/revisions`, { baseRevisionId: currentRevision.id, ...edit });
}

/** The pending review of a draft for a group. */
export async function pendingReview(as: TestClient, draftId: string, group: string) {
  const { data } = (await as.get(`/api/v1/reviews?state=pending&group=${group}&draftId=${draftId}`)).json;
  if (!data[0]) throw new Error(`Nothing is pending for ${group}.`);
  return data[0] as {
    id: string;
    contentHash: string;
    revisionId: string;
    step: number;
    dueAt: string;
    claimedBy: string | null;
  };
}

/** Decides the pending review of a group. */
export async function decide(
  as: TestClient,
  draftId: string,
  group: string,
  decision = 'approved',
  note?: string,
) {
  const { id, contentHash } = await pendingReview(as, draftId, group);
  return as.post(`/api/v1/reviews/${id}/decision`, { decision, contentHash, ...(note ? { note } : {}) });
}

/** Takes a complete draft through both steps; returns the hash that was approved. */
export async function approve(draft: BuiltDraft, reviewers: Reviewers): Promise<string> {
  const submitted = await draft.pio.post(`/api/v1/drafts/${draft.draftId}/submission`);
  if (submitted.status !== 201) throw new Error(`Not submitted: ${submitted.status} ${submitted.text}`);
  for (const [as, group] of [
    [reviewers.second, 'communications'],
    [reviewers.legal, 'legal'],
  ] as const) {
    const decided = await decide(as, draft.draftId, group);
    if (decided.status !== 201) throw new Error(`Not approved: ${decided.status} ${decided.text}`);
  }
  return submitted.json.currentRevision.contentHash as string;
}
