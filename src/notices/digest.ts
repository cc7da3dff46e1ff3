import { Injectable, Logger } from '@nestjs/common';
import { MailService } from '../mail/mail.service.js';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { SYSTEM } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { localDate, localTime } from '../platform/local-time.js';
import { noticeKind } from './notice-kinds.js';
import { USUAL_HOUR } from './notices.queries.js';

interface Waiting {
  personId: string;
  name: string;
  email: string;
  timeZone: string;
  hour: number;
}

interface Line {
  id: string;
  kind: string;
  summary: string;
  path: string;
  departmentName: string | null;
  readAt: Date | null;
}

/** Longer than anybody reads; the page has the rest. */
const MOST_LINES = 50;
const BATCH = 500;

/**
 * The mail of the day: what a person wants to hear of once a day, at their local hour (a department's people in its zone, the
 * vendor's in its own). One for each person and day by a unique key, a late start included; on a day without news, none.
 */
@Injectable()
export class Digest {
  private readonly log = new Logger('Notices');

  constructor(
    private readonly uow: UnitOfWork,
    private readonly mail: MailService,
    private readonly organisation: OrganisationQueries,
    private readonly config: Config,
  ) {}

  @Scheduled('notices.digest', { everySeconds: 600, byCalendar: true })
  async send(): Promise<void> {
    let after: string | null = null;
    for (;;) {
      const waiting: Waiting[] = await this.uow.read(SYSTEM, (tx) => this.waiting(tx, after));
      for (const one of waiting) {
        try {
          await this.uow.run(SYSTEM, (tx) => this.sendTo(tx, one));
        } catch (error) {
          this.log.warn(
            `A daily mail could not be written: ${error instanceof Error ? error.message : 'unknown fault'}`,
          );
        }
      }
      if (waiting.length < BATCH) return;
      after = waiting.at(-1)!.personId;
    }
  }

  /** People with something to hear of, by id; the zone is that of the desk they sit at. */
  private async waiting(tx: Tx, after: string | null): Promise<Waiting[]> {
    const { timeZone } = await this.organisation.current(tx);
    return tx.query<Waiting>(
      `select p.id as "personId", p.name, p.email::text as email, coalesce(d.time_zone, $3) as "timeZone",
              coalesce(h.hour, ${USUAL_HOUR}) as hour
         from (select person_id, min(department_id::text)::uuid as department_id from notice
                where way = 'digest' and digest_id is null and ($1::uuid is null or person_id > $1)
                group by person_id order by person_id limit $2) w
         join person p on p.id = w.person_id and p.disabled_at is null
         left join department d on d.id = w.department_id
         left join notice_hour h on h.person_id = p.id
        order by p.id`,
      [after, BATCH, timeZone],
    );
  }

  private async sendTo(tx: Tx, { personId, name, email, timeZone, hour }: Waiting): Promise<void> {
    if (localTime(tx.now, timeZone).hour < hour) return;
    const day = localDate(tx.now, timeZone);
    const digestId = newId();
    const mine = await tx.query(
      `insert into notice_digest (id, person_id, day, notices, created_at) values ($1, $2, $3, 0, $4)
       on conflict on constraint notice_digest_day_uq do nothing returning id`,
      [digestId, personId, day, tx.now],
    );
    if (mine.length === 0) return;
    const lines = await tx.query<Line>(
      `with taken as (
         update notice set digest_id = $2 where person_id = $1 and way = 'digest' and digest_id is null
         returning id, kind, summary, path, event_id, read_at)
       select t.id, t.kind, t.summary, t.path, d.name as "departmentName", t.read_at as "readAt"
         from taken t join domain_event e on e.id = t.event_id left join department d on d.id = e.department_id
        order by t.id`,
      [personId, digestId],
    );
    // What was read on the page meanwhile is no news.
    const news = lines.filter(({ readAt }) => readAt === null);
    if (news.length === 0) return;
    const { id: emailId } = await this.mail.enqueue(tx, {
      topic: 'notice-digest',
      to: { name, email },
      template: 'mail/notices/digest',
      data: {
        name,
        day,
        count: news.length,
        lines: news.slice(0, MOST_LINES).map(({ kind, summary, path, departmentName }) => ({
          words: noticeKind(kind)?.words ?? summary,
          summary,
          departmentName,
          url: this.config.publicUrl + path,
        })),
        more: Math.max(0, news.length - MOST_LINES),
        allUrl: `${this.config.publicUrl}/notices`,
        choicesUrl: `${this.config.publicUrl}/notices/choices`,
      },
      idempotencyKey: `notice-digest:${personId}:${day}`,
      unsubscribe: true,
    });
    await tx.query('update notice_digest set notices = $2, email_id = $3 where id = $1', [
      digestId,
      news.length,
      emailId,
    ]);
  }
}
