import { Injectable } from '@nestjs/common';
import { actorName } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { Deciding } from './deciding.js';
import { type Reversal, reversalOf } from './dispositions.js';
import { holdIntake } from './intake-lock.js';
import { ALIAS, CARRIER_KEYWORDS, KEYWORD } from './referral-codes.js';
import {
  aliasTaken,
  aliasUnknown,
  codeMalformed,
  downloadNotFound,
  keywordReserved,
  keywordTaken,
  notQuarantined,
} from './referrals.errors.js';
import { CodesReserved, DownloadAssigned, DownloadReversed } from './referrals.events.js';
import { Redeciding } from './redeciding.js';

export interface ReportedReversal {
  provider: string;
  externalId: string;
  reason: string;
}

interface Standing {
  id: string;
  departmentId: string | null;
  partnershipId: string | null;
}

/** Codes, and what people say about downloads afterwards. Works inside the caller's transaction. */
@Injectable()
export class ReferralsService {
  constructor(
    private readonly deciding: Deciding,
    private readonly redeciding: Redeciding,
  ) {}

  /**
   * Makes link and keyword the department's for ever; asking again for what it has is fine, another one takes the lead
   * and the old one stays its. Downloads that came early with this link are decided now. Throws 409 `alias_taken`,
   * `keyword_taken`; 422 `keyword_reserved`, `alias_malformed`, `keyword_malformed`.
   */
  async reserve(tx: Tx, codes: { departmentId: string; alias: string; keyword: string }): Promise<void> {
    const { departmentId, alias, keyword } = codes;
    if (CARRIER_KEYWORDS.has(keyword)) throw keywordReserved();
    if (!ALIAS.test(alias)) throw codeMalformed('alias');
    if (!KEYWORD.test(keyword)) throw codeMalformed('keyword');
    await holdIntake(tx);
    const isNew = await this.take(tx, 'alias', alias, departmentId);
    const isNewKeyword = await this.take(tx, 'keyword', keyword, departmentId);
    if (isNew || isNewKeyword)
      await tx.record(
        CodesReserved(codes, {
          departmentId,
          visibility: 'shared',
          subject: { type: 'department', id: departmentId },
          summary: `Link ${alias} and keyword ${keyword} reserved`,
        }),
      );
    if (isNew) await this.redeciding.codeBecameKnown(tx, departmentId, alias);
  }

  /**
   * Notes that a download is not genuine. May be repeated (the first word stands) and may come ahead of its download,
   * which it then meets on arrival.
   */
  async reverse(
    tx: Tx,
    report: ReportedReversal,
  ): Promise<{ disposition: Reversal; state: 'applied' | 'waiting' }> {
    const { provider, externalId, reason } = report;
    await holdIntake(tx);
    const id = newId();
    const disposition = reversalOf(reason);
    const kept = await tx.query(
      `insert into download_reversal (id, provider, external_id, disposition, reason, reported_by, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (provider, external_id) do nothing returning id`,
      [id, provider, externalId, disposition, reason, actorName(tx.actor), tx.now],
    );
    const download = await this.find(tx, provider, externalId);
    if (kept.length === 0) {
      const first = await tx.one<{ disposition: Reversal }>(
        'select disposition from download_reversal where provider = $1 and external_id = $2',
        [provider, externalId],
      );
      return { disposition: first?.disposition ?? disposition, state: download ? 'applied' : 'waiting' };
    }
    if (download) await this.deciding.decide(tx, [download.id], 'reversal');
    await tx.record(
      DownloadReversed(
        {
          reversalId: id,
          downloadId: download?.id ?? null,
          partnershipId: download?.partnershipId ?? null,
          disposition,
        },
        {
          departmentId: download?.departmentId ?? null,
          visibility: download?.departmentId ? 'shared' : 'vendor',
          subject: download?.partnershipId
            ? { type: 'partnership', id: download.partnershipId }
            : { type: 'download_reversal', id },
          summary: download
            ? `A download no longer counts: ${disposition}`
            : `A download still to come will not count: ${disposition}`,
        },
      ),
    );
    return { disposition, state: download ? 'applied' : 'waiting' };
  }

  /** Gives a quarantined download to the department that holds `alias`; may be repeated to put a mistake right. */
  async assign(tx: Tx, downloadId: string, alias: string): Promise<void> {
    await holdIntake(tx);
    const download = await tx.one<Standing & { quarantined: boolean }>(
      `select d.id, s.department_id "departmentId", s.partnership_id "partnershipId",
              (s.department_id is null or exists (select 1 from download_assignment a where a.download_id = d.id)) quarantined
         from download d join download_standing s on s.download_id = d.id where d.id = $1`,
      [downloadId],
    );
    if (!download) throw downloadNotFound();
    if (!download.quarantined) throw notQuarantined();
    const holder = await tx.one<{ departmentId: string }>(
      `select department_id "departmentId" from referral_alias where alias = $1`,
      [alias],
    );
    if (!holder) throw aliasUnknown();
    await tx.query(
      `insert into download_assignment (id, download_id, seq, alias, assigned_by, recorded_at)
       select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5 from download_assignment where download_id = $2`,
      [newId(), downloadId, alias, actorName(tx.actor), tx.now],
    );
    await this.deciding.decide(tx, [downloadId], 'assignment');
    await tx.record(
      DownloadAssigned(
        { downloadId, alias, departmentId: holder.departmentId },
        {
          departmentId: holder.departmentId,
          visibility: 'shared',
          subject: { type: 'download', id: downloadId },
          summary: `A download with an unknown code was assigned to ${alias}`,
        },
      ),
    );
  }

  /** Whether the code is newly the department's; it takes the lead among the department's codes either way. */
  private async take(
    tx: Tx,
    code: 'alias' | 'keyword',
    value: string,
    departmentId: string,
  ): Promise<boolean> {
    const table = `referral_${code}`;
    const taken = await tx.query(
      `insert into ${table} (${code}, department_id, current, reserved_at) values ($1, $2, false, $3)
       on conflict (${code}) do nothing returning ${code}`,
      [value, departmentId, tx.now],
    );
    // What was a merged department's is its survivor's too.
    const holder = await tx.one<{ own: boolean }>(
      `select department_id = any (liaison_family($2)) own from ${table} where ${code} = $1`,
      [value, departmentId],
    );
    if (!holder?.own) throw code === 'alias' ? aliasTaken() : keywordTaken();
    await tx.query(
      `update ${table} set current = false
        where department_id = any ((select liaison_family($1))::uuid[]) and current and ${code} <> $2`,
      [departmentId, value],
    );
    await tx.query(`update ${table} set current = true where ${code} = $1 and not current`, [value]);
    return taken.length > 0;
  }

  private find(tx: Tx, provider: string, externalId: string): Promise<Standing | undefined> {
    return tx.one<Standing>(
      `select d.id, s.department_id "departmentId", s.partnership_id "partnershipId"
         from download d join download_standing s on s.download_id = d.id
        where d.provider = $1 and d.external_id = $2`,
      [provider, externalId],
    );
  }
}
