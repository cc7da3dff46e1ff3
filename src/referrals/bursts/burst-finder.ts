import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../platform/actor.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/id.js';
import { Scheduled } from '../../platform/jobs/scheduled.js';
import { DecisionReader, DECISIONS, SEEN, type Seen } from '../decision-reader.js';
import { type BurstFigures, reachOf, type Span, type Stretch, stretchesOf } from './burst.js';
import { BurstFlagged } from './bursts.events.js';
import { BurstsQueries } from './bursts.queries.js';

type Rule = BurstFigures & { version: number; setAt: Date };

/** Spans looked at in one transaction. */
const AT_ONCE = 200;

interface ReachedSpan {
  partnershipId: string;
  from: Date;
  to: Date;
}

/** When a partnership's downloads happened, in milliseconds. */
interface Counting {
  partnershipId: string;
  times: number[];
}

interface Reached {
  partnershipId: string;
  times: number[];
  decided: Span[];
}

/**
 * Looks at what was newly stored, and at what stands around it, for stretches that the rule in force calls bursts. It changes no count.
 * Only downloads that count are looked at: the others earn nothing. A late download makes the flag it belongs to longer.
 */
@Injectable()
export class BurstFinder {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly reader: DecisionReader,
    private readonly queries: BurstsQueries,
  ) {}

  @Scheduled('referrals.find-bursts', { everySeconds: 30 })
  async find(): Promise<void> {
    const { version, installs, minutes, setAt } = await this.uow.read(SYSTEM, (tx) => this.queries.rule(tx));
    // A rule looks at what is stored from the time it is set, so what comes while there is none is passed over.
    if (installs === null || minutes === null || setAt === null)
      return this.uow.run(SYSTEM, (tx) => this.reader.skip(tx, 'bursts'));
    const rule = { version, installs, minutes, setAt };
    const fresh = new Map<string, number[]>();
    await this.reader.read(
      'bursts',
      async (tx, after) => {
        const seen = await this.counting(tx, rule, after);
        for (const { partnershipId, times } of seen.counting)
          fresh.set(partnershipId, (fresh.get(partnershipId) ?? []).concat(times));
        return seen;
      },
      async () => {
        const spans = [...fresh].flatMap(([partnershipId, times]) =>
          reachOf(times, rule).map(({ from, to }) => ({
            partnershipId,
            from: new Date(from),
            to: new Date(to),
          })),
        );
        for (let at = 0; at < spans.length; at += AT_ONCE)
          await this.uow.run(SYSTEM, (tx) => this.look(tx, rule, spans.slice(at, at + AT_ONCE)));
      },
    );
  }

  private async look(tx: Tx, rule: Rule, spans: readonly ReachedSpan[]): Promise<void> {
    await this.reader.hold(tx, 'bursts');
    for (const { partnershipId, times, decided } of await this.around(tx, rule, spans))
      for (const stretch of stretchesOf(times, rule, decided))
        await this.flag(tx, rule, partnershipId, stretch);
  }

  /** When those downloads happened that were decided on a page, since there is the rule, and count; by partnership. */
  private async counting(tx: Tx, rule: Rule, after: string): Promise<Seen & { counting: Counting[] }> {
    const [seen] = await tx.query<Seen & { counting: Counting[] }>(
      `with decision as materialized (${DECISIONS}),
            counting as (
              select s.partnership_id "partnershipId", json_agg(extract(epoch from s.occurred_at)::float8 * 1000) times
                from (select distinct download_id from decision where decided_at >= $2) d
               cross join lateral (select partnership_id, occurred_at from download_standing where download_id = d.download_id
                                      and disposition = 'qualifying' and partnership_id is not null offset 0) s
               group by 1 order by 1)
       select ${SEEN}, (select coalesce(json_agg(counting), '[]') from counting) counting`,
      [after, rule.setAt],
    );
    return seen ?? { lastId: null, count: 0, counting: [] };
  }

  /** The times of all downloads that count in these spans, of which there may be enough, and what was decided about there. */
  private around(tx: Tx, rule: Rule, spans: readonly ReachedSpan[]): Promise<Reached[]> {
    return tx.query(
      `select s.partnership_id "partnershipId", array_agg(extract(epoch from s.occurred_at)::float8 * 1000 order by s.occurred_at) times,
              (select coalesce(json_agg(json_build_object('from', extract(epoch from f.from_at) * 1000,
                                                          'to', extract(epoch from f.to_at) * 1000)), '[]')
                 from burst_flag f where f.partnership_id = s.partnership_id and f.state in ('dismissed', 'reversed')
                  and tstzrange(f.from_at, f.to_at, '[]') && tstzrange(r.from_at, r.to_at, '[]')) decided
         from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) with ordinality r (partnership_id, from_at, to_at, number)
         join download_standing s on s.partnership_id = r.partnership_id and s.disposition = 'qualifying'
          and s.occurred_at between r.from_at and r.to_at
        group by r.number, r.from_at, r.to_at, s.partnership_id having count(*) > $4 order by r.number`,
      [
        spans.map(({ partnershipId }) => partnershipId),
        spans.map(({ from }) => from),
        spans.map(({ to }) => to),
        rule.installs,
      ],
    );
  }

  /** One flag for a stretch: a new one, or the open one it meets, made as long as both. Two that meet through it become one. */
  private async flag(tx: Tx, rule: Rule, partnershipId: string, stretch: Stretch): Promise<void> {
    const [from, to] = [new Date(stretch.from), new Date(stretch.to)];
    const [first, ...others] = await tx.query<{ id: string; fromAt: Date; toAt: Date }>(
      `select id, from_at "fromAt", to_at "toAt" from burst_flag
        where partnership_id = $1 and state = 'open' and tstzrange(from_at, to_at, '[]') && tstzrange($2, $3, '[]')
        order by from_at for update`,
      [partnershipId, from, to],
    );
    if (!first) return this.add(tx, rule, partnershipId, stretch);
    const last = others.at(-1) ?? first;
    if (others.length > 0)
      await tx.query(
        `update burst_flag set state = 'joined', joined_into_id = $2 where id = any ($1::uuid[])`,
        [others.map(({ id }) => id), first.id],
      );
    const whole = {
      partnershipId,
      fromAt: first.fromAt < from ? first.fromAt : from,
      toAt: last.toAt > to ? last.toAt : to,
    };
    const isWhole = +whole.fromAt === stretch.from && +whole.toAt === stretch.to;
    const installs = isWhole ? stretch.installs : await this.queries.counted(tx, whole);
    await tx.query(
      `update burst_flag set from_at = $2, to_at = $3, installs = $4
        where id = $1 and (from_at, to_at, installs) is distinct from ($2::timestamptz, $3::timestamptz, $4::int)`,
      [first.id, whole.fromAt, whole.toAt, installs],
    );
  }

  private async add(tx: Tx, rule: Rule, partnershipId: string, stretch: Stretch): Promise<void> {
    const flag = await tx.one<{ id: string; departmentId: string }>(
      `insert into burst_flag (id, partnership_id, department_id, rule_version, from_at, to_at, installs, state, found_at)
       select $1, p.id, p.department_id, $3, $4, $5, $6, 'open', $7 from partnership p where p.id = $2
       on conflict on constraint burst_flag_stretch_ex do nothing
       returning id, department_id "departmentId"`,
      [
        newId(),
        partnershipId,
        rule.version,
        new Date(stretch.from),
        new Date(stretch.to),
        stretch.installs,
        tx.now,
      ],
    );
    if (!flag) return;
    await tx.record(
      BurstFlagged(
        { flagId: flag.id, partnershipId, ruleVersion: rule.version, installs: stretch.installs },
        {
          departmentId: flag.departmentId,
          visibility: 'vendor',
          subject: { type: 'partnership', id: partnershipId },
          summary: `${stretch.installs} downloads came in a burst and wait for a look`,
        },
      ),
    );
  }
}
