import { Injectable } from '@nestjs/common';
import { PartnershipsQueries } from '../partnerships/partnerships.queries.js';
import { SYSTEM } from '../platform/actor.js';
import { CliCommand, type CliOutput } from '../platform/cli/cli-command.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { COUNT_DIFFERENCES, DAY_DIFFERENCES, STANDING_DIFFERENCES } from './counts-check.js';
import { dropEmptyCounts } from './counting.js';
import { DecisionReader } from './decision-reader.js';
import { Deciding } from './deciding.js';
import { holdIntake } from './intake-lock.js';

interface Difference {
  partnershipId: string;
  termsVersionId: string;
  year: number;
  disposition: string;
  departmentId: string;
  right: number;
  kept: number;
}

interface DayDifference {
  partnershipId: string;
  day: string;
  disposition: string;
  right: number;
}

export interface Rebuilt {
  dryRun: boolean;
  /** Downloads whose standing decision was put right. */
  standing: number;
  /** Counters that were wrong, with the right figure. */
  counts: Difference[];
  /** Counters of days that were wrong, or only behind. */
  days: number;
}

/** Makes counters and devices again from the decisions alone, which are never edited. */
@Injectable()
export class RebuildCounts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly partnerships: PartnershipsQueries,
    private readonly deciding: Deciding,
    private readonly reader: DecisionReader,
  ) {}

  @CliCommand({
    name: 'rebuild-counts',
    options: [['--dry-run', 'say what would change, change nothing']],
    summary: 'Make all counts again from the decisions about downloads',
  })
  async command(_args: string[], options: Record<string, unknown>, out: CliOutput): Promise<void> {
    const dryRun = options.dryRun === true;
    const rebuilt = await this.rebuild(dryRun);
    for (const c of rebuilt.counts)
      out.note(`${c.partnershipId} ${c.disposition} ${c.year}: ${c.kept} → ${c.right}`);
    const verb = dryRun ? 'would change' : 'changed';
    out.result(
      `${rebuilt.counts.length} counters, ${rebuilt.days} counters of days and ${rebuilt.standing} standing decisions ${verb}.`,
      rebuilt,
    );
  }

  /** Everything in one transaction that holds intake and partnerships still meanwhile. */
  rebuild(dryRun: boolean): Promise<Rebuilt> {
    return this.uow.run(SYSTEM, async (tx) => {
      await holdIntake(tx);
      const rows = await tx.query<{ id: string }>('select distinct department_id id from partnership');
      await this.partnerships.lockWindows(tx, rows.map((row) => row.id).sort());
      const standing = (await tx.query<{ id: string }>(STANDING_DIFFERENCES)).map((row) => row.id);
      // What the counters should be follows from the standing rows, so those are put right first, and put back if only asked.
      await tx.query('savepoint rebuild');
      if (standing.length > 0) await this.restand(tx, standing);
      const counts = await tx.query<Difference>(`${COUNT_DIFFERENCES} order by 1, 2, 3, 4`);
      // No run that counted before may write after what is counted here.
      await this.reader.hold(tx, 'days');
      const days = await tx.query<DayDifference>(`${DAY_DIFFERENCES} order by 1, 2, 3`);
      if (dryRun) await tx.query('rollback to savepoint rebuild');
      else {
        await this.recount(tx, counts);
        await this.recountDays(tx, days);
      }
      return { dryRun, standing: standing.length, counts, days: days.length };
    });
  }

  private async restand(tx: Tx, ids: string[]): Promise<void> {
    await tx.query(
      `insert into download_standing as s (download_id, seq, disposition, department_id, partnership_id, terms_version_id,
           matched_alias, occurred_on, reported_alias, occurred_at)
       select distinct on (c.download_id) c.download_id, c.seq, c.disposition, c.department_id, c.partnership_id, c.terms_version_id,
              c.matched_alias, c.occurred_on, coalesce(c.matched_alias, d.alias), d.occurred_at
         from download_decision c join download d on d.id = c.download_id
        where c.download_id = any($1::uuid[]) order by c.download_id, c.seq desc
       on conflict (download_id) do update set seq = excluded.seq, disposition = excluded.disposition,
         department_id = excluded.department_id, partnership_id = excluded.partnership_id,
         terms_version_id = excluded.terms_version_id, matched_alias = excluded.matched_alias, occurred_on = excluded.occurred_on`,
      [ids],
    );
  }

  private async recount(tx: Tx, counts: Difference[]): Promise<void> {
    if (counts.length === 0) return;
    await tx.query(
      `insert into partnership_count as c (partnership_id, terms_version_id, year, disposition, department_id, count)
       select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::bigint[])
       on conflict (partnership_id, terms_version_id, year, disposition) do update set count = excluded.count`,
      [
        counts.map((c) => c.partnershipId),
        counts.map((c) => c.termsVersionId),
        counts.map((c) => c.year),
        counts.map((c) => c.disposition),
        counts.map((c) => c.departmentId),
        counts.map((c) => c.right),
      ],
    );
    await dropEmptyCounts(tx, [...new Set(counts.map((c) => c.partnershipId))]);
    await this.deciding.decide(
      tx,
      [],
      'counts rebuilt',
      [...new Set(counts.map((c) => c.departmentId))].sort(),
    );
  }

  private async recountDays(tx: Tx, days: DayDifference[]): Promise<void> {
    await tx.query(
      `with said as (select * from unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[]) as t (partnership_id, day, disposition, count)),
       gone as (
         delete from partnership_day p using said
          where (p.partnership_id, p.day, p.disposition) = (said.partnership_id, said.day, said.disposition) and said.count = 0)
       insert into partnership_day (partnership_id, day, disposition, department_id, count)
       select said.partnership_id, said.day, said.disposition, o.department_id, said.count
         from said join partnership o on o.id = said.partnership_id where said.count > 0
       on conflict (partnership_id, day, disposition) do update set count = excluded.count`,
      [
        days.map((d) => d.partnershipId),
        days.map((d) => d.day),
        days.map((d) => d.disposition),
        days.map((d) => d.right),
      ],
    );
    // Intake and partnerships are held, so everything decided so far is in what was counted.
    await this.reader.skip(tx, 'days');
  }
}
