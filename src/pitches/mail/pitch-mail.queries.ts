import { Injectable } from '@nestjs/common';
import type { InboundKind } from '../../mail/inbound/inbound-mail.queries.js';
import type { Tx } from '../../platform/database/tx.js';

/** One mail of a pitch, sent or received. */
export interface PitchMailLine {
  direction: 'out' | 'in';
  /** The mail's in the outgoing log, or the incoming message's. */
  id: string;
  at: Date;
  subject: string;
  /** The other side: who it went to, or who wrote. */
  name: string;
  address: string;
  excerpt: string;
  /** What became of a sent one. */
  state: string | null;
  /** What a received one is. */
  kind: InboundKind | null;
  attachments: number;
  /** The step of a follow-up sequence it was. */
  step: number | null;
  sequenceName: string | null;
}

const EXCERPT = 240;

/** Questions about the mails of pitches. Those who ask are the vendor's. */
@Injectable()
export class PitchMailQueries {
  /** Sent and received mails together, newest first; one more than `limit` when there are more. */
  list(tx: Tx, pitchId: string, limit: number, after: [string, string] | null): Promise<PitchMailLine[]> {
    return tx.query<PitchMailLine>(
      `select * from (
         (select 'out' as direction, m.id, a.recorded_at as at, m.subject, m.to_name as name, m.to_address as address,
                 left(m.text_body, ${EXCERPT}) as excerpt, m.state, null as kind, 0 as attachments,
                 s.step, q.name as "sequenceName"
            from activity a join email_message m on m.id = a.email_message_id
            left join sequence_send s on s.email_message_id = m.id
            left join sequence_enrolment e on e.id = s.enrolment_id
            left join sequence q on q.id = e.sequence_id
           where a.pitch_id = $1 and a.email_message_id is not null
             and ($2::timestamptz is null or (a.recorded_at, m.id) < ($2, $3::uuid))
           order by a.recorded_at desc, a.id desc limit $4)
         union all
         (select 'in', i.id, r.received_at, i.subject, i.from_name, i.from_address, left(i.text_body, ${EXCERPT}), null,
                 i.kind, (select count(*)::int from inbound_attachment f where f.message_id = i.id), null, null
            from pitch_reply r join inbound_message i on i.id = r.inbound_message_id
           where r.pitch_id = $1 and ($2::timestamptz is null or (r.received_at, i.id) < ($2, $3::uuid))
           order by r.received_at desc, r.inbound_message_id desc limit $4)) mails
       order by at desc, id desc limit $4`,
      [pitchId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
  }
}
