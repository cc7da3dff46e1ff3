import { Injectable } from '@nestjs/common';
import { allows } from '../identity/people.queries.js';
import { ApprovalsQueries } from '../approvals/approvals.queries.js';
import { MailQueries } from '../mail/mail.queries.js';
import { EntriesQueries } from '../pitches/diary/entries.queries.js';
import { PitchesQueries, type TaskRow } from '../pitches/pitches.queries.js';
import type { VendorActor } from '../platform/actor.js';
import { StockQueries } from '../rewards/stock/stock.queries.js';
import { survivorIfAny, survivorOf } from '../departments/survivors.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { addDays } from '../platform/local-time.js';

interface Step {
  label: string;
  href: string;
}

export interface Waiting {
  life: string;
  state: string;
  title: string;
  note: string;
  step: Step;
}

export interface Wrong {
  severe: boolean;
  title: string;
  note: string;
  step: Step;
}

const MOST = 8;
const MOST_SKUS = 3;
const TASKS = 40;

/** What a person of the vendor side has to know this morning. */
@Injectable()
export class TodayQueries {
  constructor(
    private readonly pitches: PitchesQueries,
    private readonly entries: EntriesQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly mail: MailQueries,
    private readonly stock: StockQueries,
  ) {}

  /** Open tasks of the person due within a week, in groups: overdue, today, this week. */
  async due(tx: Tx, ownerId: string, today: string) {
    const tasks = await this.pitches.tasksDue(tx, { ownerId, upTo: addDays(today, 7), limit: TASKS });
    const group = (label: string, late: boolean, belongs: (day: string) => boolean) => ({
      label,
      late,
      items: tasks.filter((task) => belongs(task.dueOn ?? today)).map(item),
    });
    const groups = [
      group('Overdue', true, (day) => day < today),
      group('Today', false, (day) => day === today),
      group('The next seven days', false, (day) => day > today),
    ].filter(({ items }) => items.length > 0);
    return { count: tasks.length, groups };
  }

  /** What stands still until this person does something: entries that call upon them, reviews of their groups, stock to order, rewards to approve or to ship. */
  async waiting(tx: Tx, actor: VendorActor): Promise<Waiting[]> {
    const waiting = await this.called(tx, actor.personId);
    for (const group of actor.groups) {
      for (const review of await this.approvals.queue(tx, { state: 'pending', group }, MOST)) {
        if (review.authorIds.includes(actor.personId)) continue;
        if (review.claimedBy !== null && review.claimedBy !== actor.personId) continue;
        const note = `${review.departmentName}, ${review.departmentState} · ${review.group}, from ${review.submittedByName}`;
        waiting.push({
          life: 'review',
          state: 'in_review',
          title: review.title,
          note,
          step: { label: 'Read', href: `/reviews/${review.id}` },
        });
      }
    }
    // Stock comes before devices: without it none of them can leave, and there are few SKUs.
    return [...waiting, ...(await this.lowStock(tx, actor)), ...(await this.rewards(tx, actor))].slice(
      0,
      MOST,
    );
  }

  private async called(tx: Tx, personId: string): Promise<Waiting[]> {
    const entries = await this.entries.waitingFor(tx, personId, MOST);
    return entries.map(
      ({ activityId, pitchId, departmentName, departmentState, stage, subject, byName }) => ({
        life: 'pitch',
        state: stage,
        title: `${byName} called upon you`,
        note: `${departmentName}, ${departmentState} · ${subject}`,
        step: { label: 'Read', href: `/pitches/${pitchId}/activities/${activityId}` },
      }),
    );
  }

  private async lowStock(tx: Tx, actor: VendorActor): Promise<Waiting[]> {
    if (!allows(actor, 'rewards.fulfil')) return [];
    const low = await this.stock.low(tx, MOST_SKUS);
    return low.map(({ sku, warning }) => ({
      life: 'stock',
      state: 'low',
      title: `Order ${sku}`,
      note: warning ?? '',
      step: { label: 'Look', href: `/stock?sku=${encodeURIComponent(sku)}` },
    }));
  }

  private async rewards(tx: Tx, actor: VendorActor): Promise<Waiting[]> {
    const steps: Record<string, [state: string, label: string][]> = {
      admin: [['accepted', 'Approve']],
      fulfilment: [['approved', 'Ship']],
      rep: [['offered', 'Ask']],
    };
    const rows: Waiting[] = [];
    for (const [state, label] of steps[actor.role] ?? []) {
      const found = await tx.query<{ id: string; ordinal: number; name: string }>(
        `select r.id, r.ordinal, d.name from reward r ${survivorOf('r.department_id')}
          where r.state = $1 order by r.state_entered_at limit $2`,
        [state, MOST],
      );
      for (const { id, ordinal, name } of found) {
        rows.push({
          life: 'reward',
          state,
          title: `${name}: device ${ordinal}`,
          note: state === 'offered' ? 'Offered, not accepted yet' : `Device ${ordinal} is ${state}`,
          step: { label, href: `/rewards/${id}` },
        });
      }
    }
    return rows;
  }

  /** Mails that did not arrive, imports that stopped, downloads nobody's link explains; `mayAssign` words the step of the last. */
  async wrong(tx: Tx, mayAssign: boolean): Promise<Wrong[]> {
    const wrong: Wrong[] = [];
    for (const state of ['bounced', 'failed', 'unknown'] as const) {
      for (const mail of (await this.mail.list(tx, { state }, MOST, null)).slice(0, MOST)) {
        wrong.push({
          severe: state !== 'unknown',
          title: `${mail.departmentName ?? mail.toName}: mail ${state === 'unknown' ? 'may not have left' : state}`,
          note: mail.subject,
          step: { label: 'Look', href: `/mail/${mail.id}` },
        });
      }
    }
    const stopped = await tx.query<{ id: string; name: string }>(
      `select id, coalesce(file_name, source) as name from data_import where state = 'failed' order by id desc limit 3`,
    );
    for (const { id, name } of stopped) {
      wrong.push({
        severe: true,
        title: `Import of ${name} stopped`,
        note: 'Part of it is written.',
        step: { label: 'Look', href: `/imports/${id}` },
      });
    }
    const unknown = await tx.query<{ alias: string | null; count: number }>(
      `select reported_alias as alias, count(*)::int as count from download_standing
        where department_id is null and disposition = 'unknown_code' group by reported_alias order by count desc limit 3`,
    );
    for (const { alias, count } of unknown) {
      wrong.push({
        severe: false,
        title: `${count} ${count === 1 ? 'download' : 'downloads'} with an unknown code`,
        note: `${alias ?? 'no code'}. Held, not counted.`,
        step: { label: mayAssign ? 'Assign' : 'Look', href: '/downloads?disposition=unknown_code' },
      });
    }
    if (mayAssign) wrong.push(...(await this.bursts(tx)));
    return wrong.slice(0, MOST);
  }

  /** Stretches of downloads that came too fast and wait for a look. */
  private async bursts(tx: Tx): Promise<Wrong[]> {
    const flags = await tx.query<{ id: string; name: string; installs: number }>(
      `select f.id, d.name, f.installs from burst_flag f ${survivorOf('f.department_id')}
        where f.state = 'open' order by f.id desc limit 3`,
    );
    return flags.map(({ id, name, installs }) => ({
      severe: false,
      title: `${name}: ${installs} downloads in a burst`,
      note: 'They count; somebody should look.',
      step: { label: 'Look', href: `/downloads/bursts/${id}` },
    }));
  }

  /** What others did in the last days, newest first. */
  since(tx: Tx, from: Date, exceptId: string): Promise<{ at: Date; who: string | null; text: string }[]> {
    return tx.query(
      `select e.recorded_at as at, case when e.actor_kind = 'system' then null else e.actor_name end as who,
              case when d.name is null then e.summary else d.name || ': ' || e.summary end as text
         from (select * from domain_event order by seq desc limit 200) e ${survivorIfAny('e.department_id')}
        where e.recorded_at >= $1 and e.actor_id is distinct from $2 and e.type not like 'session.%'
        order by e.seq desc limit 6`,
      [from, exceptId],
    );
  }
}

function item(task: TaskRow) {
  const href = task.pitchId ? `/pitches/${task.pitchId}#task` : `/tasks/${task.id}`;
  return {
    day: task.dueOn,
    title: task.title,
    href,
    department: `${task.departmentName}, ${task.departmentState}`,
    note: task.note,
    step: { label: 'Open', href },
  };
}
