import { Injectable } from '@nestjs/common';
import { PeopleQueries } from '../identity/people.queries.js';
import { actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound, onConflict } from '../platform/errors.js';
import {
  backupInvalid,
  groupNameTaken,
  groupReserved,
  policyInvalid,
  stalePolicy,
} from './approvals.errors.js';
import { ReviewGroupChanged, ReviewPolicyWritten } from './approvals.events.js';
import { policyFaults, policyWarnings } from './policy-faults.js';
import { DEPARTMENT_GROUP, type KeptStep, type PolicyStep, policyFor, readSteps } from './review-policy.js';

/** A version of a policy with who wrote it and why. */
export interface PolicyVersion {
  kind: string;
  version: number;
  steps: PolicyStep[];
  note: string | null;
  createdAt: Date;
  createdByName: string;
}

/** What is to be the next version: `baseVersion` is the one its writer had before them. */
export interface NewPolicy {
  baseVersion: number;
  steps: KeptStep[];
  note?: string | null;
}

const VERSION = `kind, version, steps, note, created_at as "createdAt", created_by_name as "createdByName"`;

/** Review policies and the groups they name. Each method works in the caller's transaction. */
@Injectable()
export class PoliciesService {
  constructor(private readonly people: PeopleQueries) {}

  /** The version in force of every kind. */
  async inForce(tx: Tx): Promise<PolicyVersion[]> {
    const rows = await tx.query<PolicyVersion>(
      `select distinct on (kind) ${VERSION} from review_policy order by kind, version desc`,
    );
    return rows.map(read);
  }

  /** Every version of a kind, the newest first; 404 for an unknown kind. */
  async versions(tx: Tx, kind: string): Promise<PolicyVersion[]> {
    const rows = await tx.query<PolicyVersion>(
      `select ${VERSION} from review_policy where kind = $1 order by version desc`,
      [kind],
    );
    if (rows.length === 0) throw notFound('policy');
    return rows.map(read);
  }

  /**
   * Writes the next version of a kind's policy; rounds that are open go on under theirs. Throws `stale_policy` (409) when
   * another version was written meanwhile, `invalid_policy` (422) naming each fault.
   */
  async write(
    tx: Tx,
    kind: string,
    { baseVersion, steps: given, note }: NewPolicy,
  ): Promise<{ policy: PolicyVersion; warnings: string[] }> {
    await this.versions(tx, kind);
    const { version } = await policyFor(tx, kind);
    if (version !== baseVersion) throw stalePolicy();
    const steps = readSteps(given);
    const people = new Map((await this.people.reviewGroups(tx)).map(({ key, people: n }) => [key, n]));
    const faults = policyFaults(steps, people);
    if (faults.length) throw policyInvalid(faults);
    const written: PolicyVersion = {
      kind,
      version: version + 1,
      steps: steps.map(({ group, quorum, stage, when, lapseAfterBusinessDays }) => ({
        group,
        quorum,
        stage,
        when,
        lapseAfterBusinessDays,
      })),
      note: note?.trim() || null,
      createdAt: tx.now,
      createdByName: actorName(tx.actor),
    };
    await tx
      .query(
        `insert into review_policy (kind, version, steps, note, created_at, created_by, created_by_name)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          kind,
          written.version,
          JSON.stringify(written.steps),
          written.note,
          tx.now,
          personIdOf(tx.actor),
          written.createdByName,
        ],
      )
      .catch((error: unknown) => onConflict(error, 'review_policy_pk', stalePolicy));
    await tx.record(
      ReviewPolicyWritten(
        { kind, version: written.version, steps: written.steps },
        {
          visibility: 'vendor',
          subject: { type: 'review_policy', id: kind },
          summary: `Version ${written.version} of the review policy for ${kind.replaceAll('_', ' ')} written`,
        },
      ),
    );
    return { policy: written, warnings: policyWarnings(steps, people) };
  }

  /**
   * Adds a group, or renames one and names its backup. Throws `backup_invalid` (422) for a backup that is the group
   * itself or unknown, `group_reserved` (422) for the key of the department's own step, `group_name_taken` (409).
   */
  async keepGroup(
    tx: Tx,
    key: string,
    { name, backupKey }: { name: string; backupKey?: string | null },
  ): Promise<{ key: string; name: string; backupKey: string | null }> {
    if (key === DEPARTMENT_GROUP) throw groupReserved();
    const backup = backupKey || null;
    const known = (await this.people.reviewGroups(tx)).map((group) => group.key);
    if (backup !== null && (backup === key || !known.includes(backup))) throw backupInvalid();
    await tx
      .query(
        `insert into review_group (key, name, backup_key, created_at) values ($1, $2, $3, $4)
         on conflict (key) do update set name = excluded.name, backup_key = excluded.backup_key`,
        [key, name.trim(), backup, tx.now],
      )
      .catch((error: unknown) => onConflict(error, 'review_group_name_uq', groupNameTaken));
    await tx.record(
      ReviewGroupChanged(
        { key, backupKey: backup },
        {
          visibility: 'vendor',
          subject: { type: 'review_group', id: key },
          summary: `Review group ${name.trim()} ${known.includes(key) ? 'changed' : 'added'}${backup ? `, backed up by ${backup}` : ''}`,
        },
      ),
    );
    return { key, name: name.trim(), backupKey: backup };
  }
}

function read(row: PolicyVersion): PolicyVersion {
  return { ...row, steps: readSteps(row.steps) };
}
