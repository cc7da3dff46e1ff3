import { Injectable } from '@nestjs/common';
import { personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { noSuchReview } from './approvals.errors.js';
import { DEPARTMENT_GROUP, pinnedPolicy, type Policy, policyFor, stepsAsked } from './review-policy.js';
import { hasPassed, type ReviewState } from './review-life.js';
import type {
  DecisionRow,
  DepartmentStep,
  LapsedStep,
  QueueFilter,
  QueueRow,
  RoundRow,
  StepRow,
} from './review-rows.js';

export { noReviewerIn } from './approvals.errors.js';
export { canDecide, objectionTo } from './approvals.policy.js';
export { DEPARTMENT_GROUP, stepsAsked, type Touch } from './review-policy.js';
export type {
  DecisionRow,
  DepartmentStep,
  LapsedStep,
  QueueFilter,
  QueueRow,
  RoundRow,
  StepRow,
} from './review-rows.js';

const QUEUE_COLUMNS = `r.id, r.draft_id as "draftId", d.id as "departmentId", r.round_id as "roundId",
  r.revision_id as "revisionId", r.content_hash as "contentHash", o.title, o.policy_kind as kind,
  d.name as "departmentName", d.state as "departmentState", o.revision_number as "revisionNumber", r.step, r.reviewer_group as "group", r.backup_group as "backupGroup", r.state,
  r.due_at as "dueAt", case when r.state = 'pending' then r.lapse_at end as "lapsesAt", r.lapse_days as "lapseAfterBusinessDays",
  case when r.claimed_until > $1 then r.claimed_by end as "claimedBy",
  case when r.claimed_until > $1 then r.claimed_by_name end as "claimedByName",
  case when r.claimed_until > $1 then r.claimed_until end as "claimedUntil",
  o.submitted_by_name as "submittedByName", o.opened_at as "submittedAt", o.author_ids as "authorIds",
  exists (select from review_reading g where g.review_id = r.id and g.person_id = $2) as "readByMe"`;

// The round keeps the name its text was submitted under; a queue names the department as it is, of a merged one the survivor.
const QUEUE = `review r join review_round o on o.id = r.round_id join department entry on entry.id = r.department_id
  join department d on d.id = coalesce(entry.merged_into_id, entry.id)`;

/** The read side of approvals. Department people see their own department's rounds, by row-level security. */
@Injectable()
export class ApprovalsQueries {
  /**
   * A page of the queue, the earliest due first, after the given key. Without a state filter it lists every review,
   * those never asked (waiting, superseded before their turn) by their day of creation.
   */
  queue(
    tx: Tx,
    filter: QueueFilter,
    limit: number,
    after: [string, string] | null = null,
  ): Promise<QueueRow[]> {
    const params: unknown[] = [tx.now, filter.reader ?? null];
    const where: string[] = [];
    const add = (sql: string, ...values: unknown[]): void => {
      where.push(sql.replace(/\?/g, () => `$${params.push(values.shift())}`));
    };
    const order = filter.state === 'pending' ? 'r.due_at' : 'coalesce(r.due_at, r.created_at)';
    if (filter.state) add('r.state = ?', filter.state);
    if (filter.group) add('r.reviewer_group = ?', filter.group);
    if (filter.groups)
      add('(r.reviewer_group = any(?) or r.backup_group = any(?))', filter.groups, filter.groups);
    if (filter.late) add('r.due_at < ?', tx.now);
    if (filter.free) add('(r.claimed_until is null or r.claimed_until <= ?)', tx.now);
    if (filter.departmentId)
      add('r.department_id = any ((select liaison_family(?))::uuid[])', filter.departmentId);
    if (filter.kind) add('o.policy_kind = ?', filter.kind);
    if (filter.claimedBy) add('r.claimed_by = ? and r.claimed_until > $1', filter.claimedBy);
    if (filter.draftId) add('r.draft_id = ?', filter.draftId);
    if (after) add(`(${order}, r.id) > (?::timestamptz, ?::uuid)`, ...after);
    params.push(limit);
    return tx.query<QueueRow>(
      `select ${QUEUE_COLUMNS} from ${QUEUE}
        ${where.length ? `where ${where.join(' and ')}` : ''}
        order by ${order}, r.id limit $${params.length}`,
      params,
    );
  }

  /** The department's own step of a draft while it waits for it, or undefined. */
  departmentStep(tx: Tx, draftId: string): Promise<DepartmentStep | undefined> {
    return tx.one<DepartmentStep>(
      `select r.reviewer_group as "group", r.department_id as "departmentId", r.content_hash as "contentHash",
              r.due_at as "dueAt", o.author_ids as "authorIds"
         from review r join review_round o on o.id = r.round_id
        where r.draft_id = $1 and r.reviewer_group = $2 and r.state = 'pending'`,
      [draftId, DEPARTMENT_GROUP],
    );
  }

  /** The queue's key of a row, for the next page. */
  keyOf(row: QueueRow): [string, string] {
    return [(row.dueAt ?? row.submittedAt).toISOString(), row.id];
  }

  /** One review; 404 when there is none, or it may not be seen. */
  async review(tx: Tx, id: string): Promise<QueueRow> {
    const row = await tx.one<QueueRow>(`select ${QUEUE_COLUMNS} from ${QUEUE} where r.id = $3`, [
      tx.now,
      personIdOf(tx.actor),
      id,
    ]);
    if (!row) throw noSuchReview();
    return row;
  }

  /** How many reviews wait for the given groups. */
  async pendingCount(tx: Tx, groups: string[]): Promise<number> {
    const row = await tx.one<{ n: number }>(
      `select count(*) as n from review
        where state = 'pending' and (reviewer_group = any($1) or backup_group = any($1))`,
      [groups],
    );
    return row?.n ?? 0;
  }

  /** What waits for these groups (null: for any): all of it, what is late, what this person holds, and the groups and kinds there are. */
  async pendingSummary(tx: Tx, personId: string | null, ofGroups: string[] | null) {
    const counts = await tx.one<{ total: number; late: number; mine: number }>(
      `select count(*) as total, count(*) filter (where due_at < $1) as late,
              count(*) filter (where claimed_by = $2 and claimed_until > $1) as mine from review
        where state = 'pending' and ($3::text[] is null or reviewer_group = any($3) or backup_group = any($3))`,
      [tx.now, personId, ofGroups],
    );
    const kinds = await tx.query<{ group: string; kind: string }>(
      `select distinct r.reviewer_group as "group", o.policy_kind as kind
         from ${QUEUE} where r.state = 'pending' order by 1, 2`,
    );
    return {
      ...(counts ?? { total: 0, late: 0, mine: 0 }),
      groups: [...new Set(kinds.map(({ group }) => group))],
      kinds: [...new Set(kinds.map(({ kind }) => kind))].sort(),
    };
  }

  /** The policy in force for a kind, so that an author sees what comes after sending. */
  policy(tx: Tx, kind: string): Promise<Policy> {
    return policyFor(tx, kind);
  }

  /** Neighbours of a review among the pending ones, by due time, and its place: for "3 of 9", previous and next. */
  async neighbours(tx: Tx, id: string, groups: string[] | null) {
    return tx.one<{ position: number; total: number; previousId: string | null; nextId: string | null }>(
      `select * from (
         select id, row_number() over w as position, count(*) over () as total,
                lag(id) over w as "previousId", lead(id) over w as "nextId"
           from review
          where state = 'pending' and ($2::text[] is null or reviewer_group = any($2) or backup_group = any($2))
         window w as (order by due_at, id)) q where id = $1`,
      [id, groups],
    );
  }

  /** Every round of a draft, the latest first. */
  rounds(tx: Tx, draftId: string): Promise<RoundRow[]> {
    return tx.query<RoundRow>(
      `select id, draft_id as "draftId", revision_id as "revisionId", content_hash as "contentHash",
              policy_kind as "policyKind", policy_version as "policyVersion", touches, state, author_ids as "authorIds",
              submitted_by_name as "submittedByName", opened_at as "openedAt", closed_at as "closedAt",
              close_reason as "closeReason"
         from review_round where draft_id = $1 order by opened_at desc, id desc`,
      [draftId],
    );
  }

  /** The steps asked of a round under its pinned policy: where it stands and what was decided. */
  async steps(tx: Tx, round: RoundRow): Promise<StepRow[]> {
    const policy = await pinnedPolicy(tx, round.policyKind, round.policyVersion);
    const reviews = await tx.query<{
      step: number;
      state: ReviewState;
      dueAt: Date | null;
      lapsesAt: Date | null;
      claimedByName: string | null;
    }>(
      `select step, state, due_at as "dueAt", case when state = 'pending' then lapse_at end as "lapsesAt",
              case when claimed_until > $2 then claimed_by_name end as "claimedByName"
         from review where round_id = $1 order by step, seat`,
      [round.id, tx.now],
    );
    const decisions = await this.decisions(tx, { roundId: round.id });
    return stepsAsked(policy.steps, round.touches).map((asked) => {
      const { group, quorum, stage, step, lapseAfterBusinessDays } = asked;
      const seats = reviews.filter((seat) => seat.step === step);
      const open =
        seats.find(({ state }) => !hasPassed(state)) ??
        seats.find(({ state }) => state !== 'approved') ??
        seats[0];
      return {
        step,
        stage,
        group,
        quorum,
        approved: seats.filter(({ state }) => state === 'approved').length,
        state: open?.state ?? 'waiting',
        dueAt: open?.dueAt ?? null,
        lapsesAt: open?.lapsesAt ?? null,
        lapseAfterBusinessDays,
        claimedByName: open?.state === 'pending' ? open.claimedByName : null,
        decisions: decisions.filter((decision) => decision.group === group),
      };
    });
  }

  /** Decisions of a round, or of all rounds of a draft, in the order they were made. */
  decisions(tx: Tx, of: { roundId?: string; draftId?: string }): Promise<DecisionRow[]> {
    return tx.query<DecisionRow>(
      `select review_id as "reviewId", reviewer_group as "group", decision, note, decided_by as "decidedById",
              decided_by_name as "decidedBy", decided_at as "decidedAt", lapsed_after_days as "lapsedAfterBusinessDays"
         from review_decision where ($1::uuid is null or round_id = $1) and ($2::uuid is null or draft_id = $2)
        order by decided_at, id`,
      [of.roundId ?? null, of.draftId ?? null],
    );
  }

  /** Whether this exact text has passed every step, as `passed` says. */
  async isFullyApproved(
    tx: Tx,
    draftId: string,
    contentHash: string,
    authorIds: string[] = [],
  ): Promise<boolean> {
    return (await this.passed(tx, draftId, contentHash, authorIds)) !== undefined;
  }

  /**
   * How this exact text of this draft passed every step of a policy last, by people who did not write it; undefined when it did
   * not. Who became an author after approving does not count any more. Steps may have passed without objection, but somebody who
   * did not write the text said yes to it. A later refusal of the same words ends what was approved.
   */
  async passed(
    tx: Tx,
    draftId: string,
    contentHash: string,
    authorIds: string[] = [],
  ): Promise<{ lapsed: LapsedStep[] } | undefined> {
    return tx.one<{ lapsed: LapsedStep[] }>(
      `select liaison_lapsed_steps(o.id) as lapsed from review_round o
        where o.draft_id = $1 and o.content_hash = $2 and o.state = 'approved' and liaison_round_agreed(o.id)
          and not liaison_refused_since(o.id)
          and not exists (select 1 from review_decision d where d.round_id = o.id and d.decided_by = any($3::uuid[]))
          and not exists (select 1 from review_break_glass b where b.round_id = o.id and b.confirmed_by = any($3::uuid[]))
        order by o.closed_at desc, o.id desc limit 1`,
      [draftId, contentHash, authorIds],
    );
  }

  /** The revision of the draft that passed every step last, or null. */
  async lastApprovedRevision(tx: Tx, draftId: string): Promise<string | null> {
    const row = await tx.one<{ id: string }>(
      `select revision_id as id from review_round where draft_id = $1 and state = 'approved'
        order by closed_at desc, id desc limit 1`,
      [draftId],
    );
    return row?.id ?? null;
  }

  /** Whether any text of the draft has ever passed every step. */
  async everApproved(tx: Tx, draftId: string): Promise<boolean> {
    return (
      (await tx.one(`select 1 from review_round where draft_id = $1 and state = 'approved'`, [draftId])) !==
      undefined
    );
  }

  /** Whom to tell of a decision: the person who submitted the text, if it was a person. */
  async submitterOf(tx: Tx, roundId: string): Promise<string | null> {
    const row = await tx.one<{ submittedBy: string | null }>(
      'select submitted_by as "submittedBy" from review_round where id = $1',
      [roundId],
    );
    return row?.submittedBy ?? null;
  }
}
