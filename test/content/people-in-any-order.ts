import type { TestApp } from '../support/app.js';
import type { Answer, TestClient } from '../support/client.js';
import type { Chance } from '../support/faults-chance.js';
import { ANNOUNCEMENT, type BuiltPartnership, type Reviewers } from '../factories/draft.js';

/** Everyone who may have a hand in a text. */
export interface Cast extends Reviewers {
  admin: TestClient;
  partnership: BuiltPartnership;
  /** A second officer of the department, who decides its own step and writes nothing. */
  officer: TestClient;
}

/** A text as its people see it when they begin to act. */
export interface Seen {
  id: string;
  state: string;
  revisionId: string;
  contentHash: string;
  reviews: { id: string; group: string; contentHash: string }[];
  hunks: string[];
}

/** The texts of these ids as they are now. */
export async function lookAt(app: TestApp, draftIds: readonly string[]): Promise<Map<string, Seen>> {
  const rows = await app.sql<Seen>(
    `select d.id, d.state, r.id as "revisionId", r.content_hash as "contentHash",
            coalesce((select json_agg(json_build_object('id', v.id, 'group', v.reviewer_group, 'contentHash', v.content_hash))
                        from review v where v.draft_id = d.id and v.state = 'pending'), '[]') as reviews,
            coalesce((select json_agg(h.id) from proposal p join proposal_hunk h on h.proposal_id = p.id
                       where p.draft_id = d.id and p.state = 'open'), '[]') as hunks
       from draft d join draft_revision r on r.id = d.current_revision_id where d.id = any($1::uuid[])`,
    [draftIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What one person tries: the answer they get, or null when there is nothing to try it on. */
export type Try = (seen: Seen, cast: Cast, chance: Chance, now: Date) => Promise<Answer> | null;

const HEADLINES = ['One headline', 'Another headline'];
const url = ({ id }: Seen, more: string): string => `/api/v1/drafts/${id}/${more}`;
const writer = ({ partnership: { pio, rep }, admin }: Cast, chance: Chance): TestClient =>
  chance.oneOf([pio, pio, pio, rep, admin, admin]);
const saving = (seen: Seen, by: TestClient, values?: object): Promise<Answer> =>
  by.post(url(seen, 'revisions'), { baseRevisionId: seen.revisionId, ...(values && { values }) });

/** Day and time on the department's clocks so many minutes from now; in summer five hours behind UTC. */
function onItsClocks(now: Date, minutes: number): { date: string; time: string } {
  const [date = '', time = ''] = new Date(now.getTime() + (minutes - 300) * 60_000).toISOString().split('T');
  return { date, time: time.slice(0, 5) };
}

const TRIES = {
  edit: (seen, cast, chance) => saving(seen, writer(cast, chance), { headline: chance.oneOf(HEADLINES) }),
  emptySave: (seen, cast, chance) => saving(seen, writer(cast, chance)),
  embargo: (seen, cast, chance, now) => {
    const { date, time } = onItsClocks(now, 5 + chance.below(30));
    const values = chance.next() < 0.7 ? { embargoDate: date, embargoTime: time } : NO_EMBARGO;
    return saving(seen, writer(cast, chance), values);
  },
  submit: (seen, { partnership: { pio, rep } }, chance) =>
    chance.oneOf([pio, pio, rep]).post(url(seen, 'submission')),
  approve: (seen, cast, chance) => decide(seen, cast, chance, 'approved'),
  sendBack: (seen, cast, chance) =>
    decide(seen, cast, chance, chance.oneOf(['changes_requested', 'rejected'])),
  claim: ({ reviews: [review] }, { first, legal }, chance) =>
    review ? chance.oneOf([first, legal]).post(`/api/v1/reviews/${review.id}/claim`) : null,
  propose: ({ reviews: [review] }, { second, legal, admin }, chance) => {
    const values = { headline: chance.oneOf(HEADLINES) };
    const by = chance.oneOf([second, legal, admin]);
    return review ? by.post(`/api/v1/reviews/${review.id}/proposal`, { values }) : null;
  },
  answer: (seen, { partnership: { pio } }, chance) => {
    const answers = seen.hunks.map((hunkId) => ({ hunkId, accept: chance.next() < 0.7 }));
    return answers.length > 0 ? pio.post(url(seen, 'hunk-answers'), { answers }) : null;
  },
  schedule: (seen, cast, chance, now) => {
    const moment = onItsClocks(now, chance.below(chance.next() < 0.7 ? 12 : 45));
    return releaser(cast, chance).post(url(seen, 'release-time'), {
      contentHash: seen.contentHash,
      ...moment,
    });
  },
  unschedule: (seen, cast, chance) => releaser(cast, chance).post(url(seen, 'release-time/cancellation')),
  release: (seen, cast, chance) =>
    releaser(cast, chance).post(url(seen, 'release'), { contentHash: seen.contentHash }),
  correct: (seen, { partnership: { pio } }) => pio.post(url(seen, 'correction'), { note: 'A word.' }),
  recall: (seen, { partnership: { pio, rep } }, chance) =>
    chance.oneOf([pio, rep]).post(url(seen, 'recall'), { reason: 'A name.' }),
  withdraw: (seen, { partnership: { pio } }) => pio.post(url(seen, 'withdrawal')),
} satisfies Record<string, Try>;

export type Act = keyof typeof TRIES;

const NO_EMBARGO = { embargoDate: null, embargoTime: null };
const ACTS = Object.keys(TRIES) as Act[];
/** What people mostly do with a text in a state; one time in six they try anything at all. */
const MOSTLY: Record<string, readonly Act[]> = {
  draft: ['submit', 'submit', 'submit', 'submit', 'submit', 'edit', 'edit', 'embargo'],
  in_review: [...Array<Act>(8).fill('approve'), 'edit', 'emptySave', 'propose'],
  changes_requested: ['answer', 'answer', 'edit', 'emptySave'],
  rejected: ['edit', 'edit', 'emptySave'],
  approved: [
    'schedule',
    'schedule',
    'schedule',
    'schedule',
    'release',
    'unschedule',
    'emptySave',
    'edit',
    'edit',
  ],
  released: ['correct', 'correct', 'schedule', 'release', 'recall'],
};

/** What is tried on a text in the state it was seen in. */
export function actFor({ state }: Seen, chance: Chance): Act {
  const mostly = MOSTLY[state === 'submitted' ? 'in_review' : state];
  return chance.oneOf(mostly && chance.next() < 0.83 ? mostly : ACTS);
}

export function attempt(act: Act, seen: Seen, cast: Cast, chance: Chance, now: Date): Promise<Answer> | null {
  return (TRIES[act] as Try)(seen, cast, chance, now);
}

/** The same people at another process. */
export function castAt(cast: Cast, url: string): Cast {
  const { partnership, first, second, legal, admin, officer } = cast;
  return {
    first: first.at(url),
    second: second.at(url),
    legal: legal.at(url),
    admin: admin.at(url),
    officer: officer.at(url),
    partnership: { ...partnership, pio: partnership.pio.at(url), rep: partnership.rep.at(url) },
  };
}

/** The values a text of this number begins with, unlike those of every other. */
export function beginning(number: number, chance: Chance, now: Date): Record<string, unknown> {
  const { date, time } = onItsClocks(now, 25 + chance.below(30));
  const embargo = chance.next() < 0.4 ? { embargoDate: date, embargoTime: time } : {};
  const whyJoined = `${ANNOUNCEMENT.whyJoined}, and this is text ${number}`;
  return { ...ANNOUNCEMENT, headline: chance.oneOf(HEADLINES), whyJoined, ...embargo };
}

function releaser({ partnership: { pio }, officer, admin }: Cast, chance: Chance): TestClient {
  return chance.oneOf([pio, pio, officer, admin]);
}

function decide(seen: Seen, cast: Cast, chance: Chance, decision: string): Promise<Answer> | null {
  if (seen.reviews.length === 0) return null;
  const { id, contentHash, group } = chance.oneOf(seen.reviews);
  const body = { decision, contentHash, note: 'x' };
  const { first, second, legal, admin, officer, partnership } = cast;
  if (group === 'department') {
    const by = chance.oneOf([officer, officer, officer, partnership.pio]);
    return by.post(url(seen, 'department-decision'), {
      ...body,
      decision: decision === 'rejected' ? 'changes_requested' : decision,
    });
  }
  const able = group === 'legal' ? [legal, legal, admin, admin] : [first, first, second, second, admin];
  const by = chance.next() < 0.9 ? chance.oneOf(able) : chance.oneOf([first, second, legal]);
  return by.post(`/api/v1/reviews/${id}/decision`, body);
}
