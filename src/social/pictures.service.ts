import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Files } from '../platform/files/files.js';
import { newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { drawPicture, filledMaster, pictureKey, type PictureValues } from './draw.js';
import { Masters } from './masters.js';
import { networkRules } from './network-rules.js';
import { NotDrawable } from './social.errors.js';
import { PicturesOrdered } from './social.events.js';

/** An approved text to be drawn. */
export interface PictureOrder {
  draftId: string;
  departmentId: string;
  contentHash: string;
  texts: PictureValues;
  altText: string;
}

interface Waiting {
  id: string;
  masterSha256: string;
  texts: PictureValues;
  pictureKey: string;
  width: number;
  height: number;
  attempts: number;
}

const PER_ROUND = 50;
/** After so many tries that nothing came of, a person is told instead. */
const MOST_ATTEMPTS = 5;

/** Orders pictures with the approval of their text, and draws them afterwards. */
@Injectable()
export class PicturesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly masters: Masters,
    private readonly files: Files,
  ) {}

  /** Writes one row for each network in the caller's transaction, once for each text however often it is ordered. */
  async order(tx: Tx, { draftId, departmentId, contentHash, texts, altText }: PictureOrder): Promise<void> {
    let written = 0;
    for (const { key: network, picture } of networkRules().networks) {
      const master = await this.masters.current(tx, picture.shape);
      const drawn = Object.fromEntries(
        Object.entries(texts).filter(([name]) => master.slots.some((slot) => slot.name === name)),
      );
      const rows = await tx.query(
        `insert into rendition (id, draft_id, department_id, content_hash, network, width, height, master_sha256, texts,
           picture_key, alt_text, state, ordered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', $12)
         on conflict on constraint rendition_network_uq do nothing returning id`,
        [
          newId(),
          draftId,
          departmentId,
          contentHash,
          network,
          picture.width,
          picture.height,
          master.sha256,
          JSON.stringify(drawn),
          pictureKey(master.sha256, drawn, picture),
          altText,
          tx.now,
        ],
      );
      written += rows.length;
    }
    if (written === 0) return;
    await tx.record(
      PicturesOrdered(
        { draftId, departmentId, contentHash },
        {
          departmentId,
          visibility: 'shared',
          subject: { type: 'draft', id: draftId },
          summary: 'Pictures are drawn',
        },
      ),
    );
  }

  /** Draws what waits, the oldest first. What two processes draw at once is the same picture and is kept once. */
  @Scheduled('social.draw', { everySeconds: 30 })
  async draw(): Promise<void> {
    for (;;) {
      const waiting = await this.unitOfWork.read(SYSTEM, (tx) =>
        tx.query<Waiting>(
          `select id, master_sha256 as "masterSha256", texts, picture_key as "pictureKey", width, height, attempts
             from rendition where state = 'waiting' order by ordered_at, id limit ${PER_ROUND}`,
        ),
      );
      for (const row of waiting) await this.drawOne(row);
      if (waiting.length < PER_ROUND) return;
    }
  }

  private async drawOne(row: Waiting): Promise<void> {
    const begun = await this.unitOfWork.run(SYSTEM, async (tx) => {
      await tx.query('update rendition set attempts = attempts + 1 where id = $1', [row.id]);
      const same = await tx.one<{ sha256: string }>(
        `select picture_sha256 as sha256 from rendition where picture_key = $1 and state = 'drawn' limit 1`,
        [row.pictureKey],
      );
      if (same) await this.settle(tx, row.id, same.sha256, null);
      return same ? null : this.masters.bySha256(tx, row.masterSha256);
    });
    if (!begun) return;
    try {
      const bytes = await drawPicture(filledMaster(begun, row.texts, row));
      await this.unitOfWork.run(SYSTEM, async (tx) => {
        const { sha256 } = await this.files.store(tx, bytes, 'image/png');
        await this.settle(tx, row.id, sha256, null);
      });
    } catch (error) {
      const refused = error instanceof NotDrawable;
      if (!refused && row.attempts + 1 < MOST_ATTEMPTS) throw error;
      const reason = refused ? error.message : 'It could not be drawn. Tell whoever runs this installation.';
      await this.unitOfWork.run(SYSTEM, (tx) => this.settle(tx, row.id, null, reason));
    }
  }

  private async settle(tx: Tx, id: string, sha256: string | null, reason: string | null): Promise<void> {
    await tx.query(
      `update rendition set state = case when $2::text is null then 'refused' else 'drawn' end, picture_sha256 = $2,
              reason = $3, settled_at = $4 where id = $1 and state = 'waiting'`,
      [id, sha256, reason, tx.now],
    );
  }
}
