import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, isPerson } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { noReceipt } from './releases.errors.js';

/** Bytes of a text that somebody takes away. */
export interface Taken {
  draft: { id: string; departmentId: string };
  revision: { id: string; contentHash: string };
  /** `html`, `docx`, `caption/x`, `picture/x`, `kit`: what it was. */
  what: string;
  bytes: Buffer | string;
}

/** One receipt, as the draft's page shows it. */
export interface ReceiptRow {
  what: string;
  contentHash: string;
  sha256: string;
  personId: string;
  personName: string;
  personSide: 'vendor' | 'department';
  takenAt: Date;
}

/** What somebody who has a text was told, and whether they have seen to it. */
export interface ReceiptNotice {
  draftId: string;
  title: string;
  kind: 'correction_asked' | 'corrected' | 'withdrawn' | 'recalled';
  words: string | null;
  personId: string;
  personName: string;
  toldAt: Date;
  seenAt: Date | null;
}

export interface Holder {
  personId: string;
  name: string;
  email: string;
}

const MOST_SHOWN = 200;

/** Who has a text in their hands. Written when it is taken, read when it is corrected, withdrawn or recalled. */
@Injectable()
export class Receipts {
  /** Keeps a receipt in the caller's transaction; whoever is not signed in is never kept. */
  async keep(tx: Tx, { draft, revision, what, bytes }: Taken): Promise<void> {
    const { actor } = tx;
    if (!isPerson(actor)) return;
    const all = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
    await tx.query(
      `insert into receipt (id, draft_id, department_id, revision_id, content_hash, what, sha256, size, person_id, person_name, person_side, taken_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        newId(),
        draft.id,
        draft.departmentId,
        revision.id,
        revision.contentHash,
        what,
        createHash('sha256').update(all).digest('hex'),
        all.length,
        actor.personId,
        actor.name,
        actor.side,
        tx.now,
      ],
    );
  }

  /** The receipts of a draft, the newest first; at most 200. */
  of(tx: Tx, draftId: string): Promise<ReceiptRow[]> {
    return tx.query<ReceiptRow>(
      `select what, content_hash as "contentHash", sha256, person_id as "personId", person_name as "personName",
              person_side as "personSide", taken_at as "takenAt"
         from receipt where draft_id = $1 order by taken_at desc, id desc limit ${MOST_SHOWN}`,
      [draftId],
    );
  }

  /** Everyone still here who took a text of the draft other than `except`, once each. */
  holders(tx: Tx, draftId: string, except: string | null = null): Promise<Holder[]> {
    return tx.asApp('mail goes to whoever has the text', () =>
      tx.query<Holder>(
        `select p.id as "personId", p.name, p.email::text as email from person p
          where p.disabled_at is null
            and exists (select from receipt r where r.person_id = p.id and r.draft_id = $1
                           and ($2::text is null or r.content_hash <> $2))
          order by p.name, p.id`,
        [draftId, except],
      ),
    );
  }

  /** Puts a notice before a holder, once for each event. */
  async tell(
    tx: Tx,
    holder: Holder,
    notice: { eventId: string; draftId: string; departmentId: string } & Pick<
      ReceiptNotice,
      'kind' | 'words'
    >,
  ): Promise<void> {
    await tx.query(
      `insert into receipt_notice (id, event_id, draft_id, department_id, person_id, person_name, kind, words, told_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict on constraint receipt_notice_once_uq do nothing`,
      [
        newId(),
        notice.eventId,
        notice.draftId,
        notice.departmentId,
        holder.personId,
        holder.name,
        notice.kind,
        notice.words,
        tx.now,
      ],
    );
  }

  /** What the holders of a draft were told, the newest first. */
  noticesOf(tx: Tx, draftId: string): Promise<ReceiptNotice[]> {
    return this.notices(tx, 'n.draft_id = $1', [draftId]);
  }

  /** What a person has still to see to, the newest first. */
  openFor(tx: Tx, actor: Actor): Promise<ReceiptNotice[]> {
    if (!isPerson(actor)) return Promise.resolve([]);
    return this.notices(tx, 'n.person_id = $1 and n.seen_at is null', [actor.personId]);
  }

  /** The reader has seen to everything said of a draft so far. 409 `nothing_to_confirm`. */
  async confirm(tx: Tx, draftId: string): Promise<void> {
    const seen = isPerson(tx.actor)
      ? await tx.query(
          `update receipt_notice set seen_at = $3 where draft_id = $1 and person_id = $2 and seen_at is null returning id`,
          [draftId, tx.actor.personId, tx.now],
        )
      : [];
    if (seen.length === 0) throw noReceipt();
  }

  private notices(tx: Tx, where: string, params: unknown[]): Promise<ReceiptNotice[]> {
    return tx.query<ReceiptNotice>(
      `select n.draft_id as "draftId", d.title, n.kind, n.words, n.person_id as "personId", n.person_name as "personName",
              n.told_at as "toldAt", n.seen_at as "seenAt"
         from receipt_notice n join draft d on d.id = n.draft_id where ${where} order by n.told_at desc, n.id desc limit ${MOST_SHOWN}`,
      params,
    );
  }
}
