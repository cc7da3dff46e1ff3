import { Injectable } from '@nestjs/common';
import { actorName, personIdOf } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { newId } from '../platform/id.js';
import { localDate } from '../platform/local-time.js';
import type { TemplateVersion } from '../templates/templates.queries.js';
import {
  type CheckedPicture,
  type CheckedText,
  checkText,
  confirmable,
  type DraftCheck,
} from './draft-checks.js';
import type { TextFacts } from './draft-facts.js';
import type { RevisionAsset } from './draft-revision.entity.js';
import { type Composed, disclosureField } from './text.js';
import { WritingRulesService } from './writing-rules.service.js';

/** A text to be checked: which draft's, by which template, with which pictures. */
export interface ToCheck {
  draftId: string;
  kind: string;
  version: TemplateVersion;
  composed: Composed;
  assets: readonly RevisionAsset[];
}

/** What was found, and what the author is asked to confirm, with what is confirmed already. */
export interface Checked {
  checks: DraftCheck[];
  questions: { key: string; label: string; confirmed: boolean }[];
}

/** Checks texts against the rules, the record, the pictures and what their authors said. */
@Injectable()
export class DraftChecking {
  constructor(
    private readonly rules: WritingRulesService,
    private readonly config: Config,
  ) {}

  /** The checks of a text; `saying` are keys that its author has ticked and not sent yet. */
  async of(tx: Tx, text: ToCheck, known: TextFacts, saying: readonly string[] = []): Promise<Checked> {
    const gathered = await this.gather(tx, text, known);
    const input = { ...gathered, confirmed: new Set([...gathered.confirmed, ...saying]) };
    return {
      checks: [...this.againstRecord(text, known), ...checkText(input)],
      questions: confirmable(input).map((question) => ({
        ...question,
        confirmed: input.confirmed.has(question.key),
      })),
    };
  }

  /** Keeps what an author said of exactly this text; what nobody asked is left out. Said twice, it stands once. */
  async confirm(tx: Tx, text: ToCheck, departmentId: string, known: TextFacts, keys: readonly string[]) {
    const asked = confirmable(await this.gather(tx, text, known)).filter(({ key }) => keys.includes(key));
    for (const { key, label } of asked) {
      await tx.query(
        `insert into draft_confirmation (id, draft_id, department_id, content_hash, key, said, person_id, person_name, confirmed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict on constraint draft_confirmation_once_uq do nothing`,
        [
          newId(),
          text.draftId,
          departmentId,
          text.composed.contentHash,
          key,
          label,
          personIdOf(tx.actor),
          actorName(tx.actor),
          tx.now,
        ],
      );
    }
  }

  private async gather(
    tx: Tx,
    { draftId, kind, version, composed, assets }: ToCheck,
    known: TextFacts,
  ): Promise<CheckedText> {
    const speakers = version.fields
      .filter(({ type }) => type === 'text')
      .map(({ name }) => String(composed.values[name] ?? ''));
    const facts = ['chief', 'pressContact', 'vendorContact', 'repName'].map((name) => known.facts[name]);
    return {
      fields: version.fields,
      values: composed.values,
      body: composed.body,
      blocks: composed.blocks,
      missing: composed.missing,
      disclosure: this.isStale(version, composed, known) ? null : known.disclosure,
      isPublic: kind !== 'pitch_mail',
      pictures: await this.pictures(tx, assets),
      known: [...known.people, ...facts.flatMap((fact) => (fact ? [String(fact)] : [])), ...speakers],
      rules: await this.rules.current(tx),
      ownHosts: [new URL(this.config.publicUrl).hostname],
      confirmed: await this.confirmed(tx, draftId, composed.contentHash),
      today: localDate(tx.now, known.timeZone),
    };
  }

  private againstRecord({ version, composed }: ToCheck, known: TextFacts): DraftCheck[] {
    if (!this.isStale(version, composed, known)) return [];
    return [
      {
        field: `values.${disclosureField(version)}`,
        code: 'disclosure_stale',
        message: 'The terms changed, so the disclosure is out of date. Save the text again.',
        blocks: true,
        confirm: null,
      },
    ];
  }

  private isStale(version: TemplateVersion, composed: Composed, known: TextFacts): boolean {
    const field = disclosureField(version);
    return field !== undefined && composed.values[field] !== known.disclosure;
  }

  private async pictures(tx: Tx, assets: readonly RevisionAsset[]): Promise<CheckedPicture[]> {
    if (assets.length === 0) return [];
    const rows = await tx.query<Omit<CheckedPicture, 'altText'> & { id: string }>(
      'select id, rights, consent, expires_on::text as "expiresOn" from asset where id = any($1::uuid[])',
      [assets.map(({ assetId }) => assetId)],
    );
    return assets.map(({ assetId, altText }) => {
      const row = rows.find(({ id }) => id === assetId);
      return {
        altText,
        rights: row?.rights ?? null,
        consent: row?.consent ?? null,
        expiresOn: row?.expiresOn ?? null,
      };
    });
  }

  /** That a person agreed holds for the whole draft; every other answer only for the exact text it was given for. */
  private async confirmed(tx: Tx, draftId: string, contentHash: string): Promise<Set<string>> {
    const rows = await tx.query<{ key: string }>(
      `select distinct key from draft_confirmation where draft_id = $1 and (content_hash = $2 or key like 'person:%')`,
      [draftId, contentHash],
    );
    return new Set(rows.map(({ key }) => key));
  }
}
