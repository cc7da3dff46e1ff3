import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../../identity/people.queries.js';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { type Actor, isPerson, SYSTEM, type VendorActor } from '../../platform/actor.js';
import { Config } from '../../platform/config/config.js';
import { survivorOf } from '../../departments/survivors.queries.js';
import type { Tx } from '../../platform/database/tx.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { newId } from '../../platform/id.js';
import { hashSecret, newSecret } from '../../platform/secrets.js';
import { CalendarFeedEnded, CalendarFeedMade } from '../pitches.events.js';
import { rhythmInWords, type RepeatUnit } from '../tasks/next-occurrence.js';
import { CalendarFeed } from './calendar-feed.entity.js';
import { toIcs } from './ics.js';

/** What a feed may hold; nobody has as much to do. */
const MOST_ENTRIES = 1_000;
const TOUCH_EVERY_MS = 3_600_000;

interface DueTask {
  id: string;
  title: string;
  note: string | null;
  dueOn: string;
  department: string;
  repeatEvery: number | null;
  repeatUnit: RepeatUnit | null;
  sequence: number;
  createdAt: Date;
  changedAt: Date;
}

/**
 * A person's open tasks as a calendar: one private address per membership. Whoever knows the address may read, so it is shown
 * once, kept as a hash, and can be ended or made anew at any time; it ends with the membership.
 */
@Injectable()
export class CalendarService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly people: PeopleQueries,
    private readonly organisation: OrganisationQueries,
    private readonly config: Config,
  ) {}

  /** The feed of the acting person, if they have one; its address cannot be told again. */
  current(actor: Actor): Promise<CalendarFeed | null> {
    const { membershipId } = holder(actor);
    return this.work.read(actor, (tx) => live(tx, membershipId));
  }

  /** Makes an address; one that was there ends with that. Returns it this once. */
  make(actor: Actor): Promise<string> {
    const { membershipId } = holder(actor);
    return this.work.run(actor, async (tx) => {
      await end(tx, membershipId);
      const token = newSecret();
      await tx.repo(CalendarFeed).insert({
        id: newId(),
        membershipId,
        tokenHash: hashSecret(token),
        createdAt: tx.now,
        lastReadAt: null,
        revokedAt: null,
      });
      await tx.record(CalendarFeedMade({ membershipId }, of(actor, 'Calendar address made')));
      return `${this.config.publicUrl}/calendar/${token}.ics`;
    });
  }

  /** Ends the address; without one nothing changes. */
  end(actor: Actor): Promise<void> {
    const { membershipId } = holder(actor);
    return this.work.run(actor, async (tx) => {
      if (await end(tx, membershipId))
        await tx.record(CalendarFeedEnded({ membershipId }, of(actor, 'Calendar address ended')));
    });
  }

  /** The calendar behind an address and its entity tag. Throws 404 for one that was never made, or has ended. */
  async read(token: string): Promise<{ ics: string; etag: string }> {
    const found = await this.work.read(SYSTEM, async (tx) => {
      const feed = await tx.repo(CalendarFeed).findOneBy({ tokenHash: hashSecret(token) });
      if (!feed || feed.revokedAt) return null;
      return { feed, actor: await this.people.actorOf(tx, feed.membershipId, 'token', ['pitches.read']) };
    });
    // Read as the person themself, so that what is beyond their reach is beyond their calendar's.
    const actor = found?.actor;
    if (!found || actor?.side !== 'vendor') throw notFound('calendar');
    const ics = await this.work.read(actor, (tx) => this.calendar(tx, actor));
    await this.touch(found.feed);
    return { ics, etag: `"${createHash('sha256').update(ics).digest('base64url')}"` };
  }

  private async calendar(tx: Tx, actor: VendorActor): Promise<string> {
    const tasks = await tx.query<DueTask>(
      `select t.id, t.title, t.note, t.due_on as "dueOn", d.name || ', ' || d.state as department,
              t.repeat_every as "repeatEvery", t.repeat_unit as "repeatUnit", t.sequence, t.created_at as "createdAt",
              coalesce(t.updated_at, t.created_at) as "changedAt"
         from task t ${survivorOf('t.department_id')}
        where t.done_at is null and t.owner_id = $1 and t.due_on is not null order by t.due_on, t.id limit $2`,
      [actor.personId, MOST_ENTRIES],
    );
    const { productName, isPlaceholder } = await this.organisation.current(tx);
    return toIcs({
      name: isPlaceholder ? 'Tasks' : `Tasks, ${productName}`,
      entries: tasks.map(({ id, title, note, dueOn, department, repeatEvery, repeatUnit, ...times }) => {
        const url = `${this.config.publicUrl}/tasks/${id}`;
        const rhythm = repeatEvery && repeatUnit ? `Again ${rhythmInWords(repeatEvery, repeatUnit)}` : null;
        return {
          uid: id,
          day: dueOn,
          summary: `${title} (${department})`,
          description: [note, rhythm, url].filter(Boolean).join('\n'),
          url,
          ...times,
        };
      }),
    });
  }

  private async touch({ id, lastReadAt }: CalendarFeed): Promise<void> {
    await this.work.run(SYSTEM, async (tx) => {
      if (lastReadAt && tx.now.getTime() - lastReadAt.getTime() < TOUCH_EVERY_MS) return;
      await tx.query('update calendar_feed set last_read_at = $2 where id = $1', [id, tx.now]);
    });
  }
}

function live(tx: Tx, membershipId: string): Promise<CalendarFeed | null> {
  return tx
    .repo(CalendarFeed)
    .createQueryBuilder('feed')
    .where('feed.membership_id = :membershipId and feed.revoked_at is null', { membershipId })
    .getOne();
}

async function end(tx: Tx, membershipId: string): Promise<boolean> {
  const ended = await tx.query(
    'update calendar_feed set revoked_at = $2 where membership_id = $1 and revoked_at is null returning id',
    [membershipId, tx.now],
  );
  return ended.length > 0;
}

function holder(actor: Actor): { membershipId: string; personId: string } {
  if (!isPerson(actor)) throw new DomainError('forbidden', 'forbidden', 'Sign in first.');
  return actor;
}

function of(actor: Actor, summary: string) {
  return { visibility: 'vendor' as const, subject: { type: 'person', id: holder(actor).personId }, summary };
}
