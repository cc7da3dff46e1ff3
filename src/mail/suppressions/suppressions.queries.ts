import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/tx.js';
import type { SuppressionReason } from '../mail-gate.js';
import { lookedFor } from './suppression-words.js';

/** An address that gets nothing of a topic, and what it came from. */
export interface SuppressionLine {
  id: string;
  /** An address, or `@domain` for every address there. */
  address: string;
  /** `*`: nothing at all. */
  topic: string;
  reason: SuppressionReason;
  createdAt: Date;
  /** When it ends by itself; null: when somebody ends it. */
  endsAt: Date | null;
  /** The mail that was ended by, came back, or was complained of. */
  emailId: string | null;
  subject: string | null;
  /** Who told of it, where that was a server or a provider, and its code (RFC 3463). */
  source: 'dsn' | 'ses' | 'postmark' | 'sendgrid' | 'mailgun' | null;
  status: string | null;
}

/** One entry, with its end. */
export interface SuppressionShown extends SuppressionLine {
  endedAt: Date | null;
  /** Null where the reader, or time, ended it. */
  endedByName: string | null;
  endReason: string | null;
}

const LINE = `s.id, s.address, s.topic, s.reason, s.created_at as "createdAt", s.ends_at as "endsAt", s.email_id as "emailId",
  m.subject, r.source, r.status`;
const FROM = `suppression s left join email_message m on m.id = s.email_id
  left join lateral (
    select source, status from mail_report
     where email_id = s.email_id and kind = case s.reason when 'bounced' then 'failed' else s.reason end
     order by reported_at desc, id desc limit 1) r on true`;

/** The read side of the suppression list. All of it is the vendor's. */
@Injectable()
export class SuppressionsQueries {
  /**
   * What is in force, the newest first; one more than `limit` when there are more. `q` is a whole address, which finds the entry
   * of its domain as well, or a domain. `before` is the last id seen.
   */
  standing(
    tx: Tx,
    { q, limit, before }: { q?: string | null; limit: number; before: string | null },
  ): Promise<SuppressionLine[]> {
    const wanted = lookedFor(q);
    // A condition of its own for each, so that each runs along its index.
    const [which, value] =
      wanted === null
        ? ['$4::text is null', null]
        : 'domain' in wanted
          ? [`substring(s.address from '@[^@]*$') = $4`, wanted.domain]
          : ['s.address = any ($4::text[])', wanted.addresses];
    return tx.query<SuppressionLine>(
      `select ${LINE} from ${FROM}
        where s.ended_at is null and (s.ends_at is null or s.ends_at > $3) and ($1::uuid is null or s.id < $1) and ${which}
        order by s.id desc limit $2`,
      [before, limit + 1, tx.now, value],
    );
  }

  one(tx: Tx, id: string): Promise<SuppressionShown | undefined> {
    return tx.one<SuppressionShown>(
      `select ${LINE}, case when s.ends_at <= $2 then coalesce(s.ended_at, s.ends_at) else s.ended_at end as "endedAt",
              s.ended_by_name as "endedByName", s.end_reason as "endReason"
         from ${FROM} where s.id = $1`,
      [id, tx.now],
    );
  }
}
