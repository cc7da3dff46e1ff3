import { Injectable } from '@nestjs/common';
import { type Actor, actorName, personIdOf } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { onConflict } from '../platform/errors.js';
import { writingRulesStale } from './content.errors.js';
import { WritingRulesSet } from './content.events.js';
import { STARTING_RULES, type WritingRules } from './writing-rules.js';

/** A version of the rules with who set it. */
export interface SetRules extends WritingRules {
  setByName: string;
  setAt: Date;
}

const COLUMNS = 'version, claims, hosts, checklist, set_by_name as "setByName", set_at as "setAt"';

/** Keeps the rules every text is checked by, a version for each time an admin set them. */
@Injectable()
export class WritingRulesService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The rules in force; those Liaison comes with until an admin has set others. */
  async current(tx: Tx): Promise<WritingRules> {
    const row = await tx.one<WritingRules>(
      'select version, claims, hosts, checklist from writing_rules order by version desc limit 1',
    );
    return row ?? STARTING_RULES;
  }

  /** The latest versions, the newest first. */
  versions(tx: Tx, limit = 20): Promise<SetRules[]> {
    return tx.query<SetRules>(`select ${COLUMNS} from writing_rules order by version desc limit $1`, [limit]);
  }

  /**
   * Sets the rules anew over the version they were changed from; the same rules again change nothing. Texts on their way
   * are checked by them from their next submission on. 409 `stale_revision` when another admin set them meanwhile.
   */
  set(actor: Actor, rules: WritingRules): Promise<WritingRules> {
    return this.unitOfWork.run(actor, async (tx) => {
      const before = await this.current(tx);
      if (before.version !== rules.version) throw writingRulesStale();
      if (JSON.stringify(content(before)) === JSON.stringify(content(rules))) return before;
      const version = before.version + 1;
      try {
        await tx.query(
          `insert into writing_rules (version, claims, hosts, checklist, set_by, set_by_name, set_at)
           values ($1, $2, $3, $4, $5, $6, $7)`,
          [
            version,
            JSON.stringify(rules.claims),
            JSON.stringify(rules.hosts),
            rules.checklist,
            personIdOf(actor),
            actorName(actor),
            tx.now,
          ],
        );
      } catch (error) {
        onConflict(error, 'writing_rules_pkey', writingRulesStale);
      }
      await tx.record(
        WritingRulesSet(
          { version, claims: rules.claims.length, hosts: rules.hosts.length, checklist: rules.checklist },
          {
            visibility: 'vendor',
            subject: { type: 'organisation', id: 'writing-rules' },
            summary: `Writing rules set, version ${version}: ${rules.claims.length} claims, ${rules.hosts.length} sites`,
          },
        ),
      );
      return { ...rules, version };
    });
  }
}

function content({ claims, hosts, checklist }: WritingRules) {
  return { claims: claims.map(({ words, instead }) => ({ words, instead })), hosts, checklist };
}
