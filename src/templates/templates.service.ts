import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Actor, isPerson, personIdOf, SYSTEM } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound, onConflict } from '../platform/errors.js';
import { newId } from '../platform/id.js';
import { Scheduled } from '../platform/jobs/scheduled.js';
import { builtInTemplates } from './built-in.js';
import { checkDefinition, type CheckedDefinition, type TemplateDefinition } from './template-definition.js';
import { TemplateFault } from './template-fault.js';
import { kindIsFixed, nothingToApprove, ownTemplate, templateInvalid, templateStale } from './templates.errors.js';
import { TemplateVersionApproved, TemplateVersionCreated } from './templates.events.js';
import { TemplatesQueries, type TemplateVersion } from './templates.queries.js';

interface NewestVersion {
  templateId: string;
  kind: string;
  versionId: string;
  version: number;
  contentHash: string;
  authorId: string | null;
  approved: boolean;
}

/** A definition read through: what can be rendered of it, or where it is wrong. Line 0 speaks of the fields. */
export type Examined =
  | { version: Pick<CheckedDefinition, 'fields' | 'blocks' | 'source' | 'kind'>; fault: null }
  | { version: null; fault: { line: number; reason: string } };

/** Read once for the process: files of a build do not change. */
let comeWithUs: CheckedDefinition[] | undefined;

/** Keeps templates: installs those that come with Liaison, takes new versions, approves them. Versions never change. */
@Injectable()
export class TemplatesService implements OnApplicationBootstrap {
  private readonly builtIns = (comeWithUs ??= builtInTemplates());

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly queries: TemplatesQueries,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.installBuiltIns(this.builtIns);
  }

  /** An installation that was cleared while this process runs gets its templates back without a restart. */
  @Scheduled('templates.install', { everySeconds: 60 })
  async reinstall(): Promise<void> {
    await this.installBuiltIns(this.builtIns);
  }

  /** Stores each built-in template that is new or whose file changed, as an approved version. Safe from several processes at once. */
  async installBuiltIns(definitions: CheckedDefinition[]): Promise<void> {
    const known = await this.unitOfWork.read(SYSTEM, (tx) => this.knownHashes(tx));
    const changed = definitions.filter(({ key, contentHash }) => !known.get(key)?.has(contentHash));
    if (changed.length === 0) return;
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('templates.install', 1400))`);
      const now = await this.knownHashes(tx);
      for (const definition of changed) {
        if (!now.get(definition.key)?.has(definition.contentHash)) await this.install(tx, definition);
      }
    });
  }

  /**
   * Stores a new version of the template with this key, or a new template. It waits for another admin's approval.
   * Throws `template_invalid` (422, names the line), `template_kind_fixed` (409).
   */
  async create(actor: Actor, definition: TemplateDefinition): Promise<TemplateVersion> {
    const checked = check(definition);
    return this.unitOfWork.run(actor, async (tx) => {
      const newest = await this.newest(tx, 't.key', checked.key);
      if (newest && newest.kind !== checked.kind) throw kindIsFixed();
      const { templateId, versionId, version } = await this.store(tx, checked, newest, false);
      await tx.record(
        TemplateVersionCreated(
          { templateId, versionId, version },
          place(templateId, `Wrote version ${version} of the template “${checked.name}”`),
        ),
      );
      return (await this.queries.version(tx, versionId))!;
    });
  }

  /** What would become of a definition, without storing it: its version to be rendered, or the line and reason of its fault. */
  examine(definition: TemplateDefinition): Examined {
    try {
      const { fields, blocks, source, kind } = checkDefinition(definition);
      return { version: { fields, blocks, source, kind }, fault: null };
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      return { version: null, fault: { line: error.line, reason: error.reason } };
    }
  }

  /** Approves the newest version for use. Throws `own_work` (403) for its author, `already_decided` (409). */
  async approve(actor: Actor, templateId: string): Promise<TemplateVersion> {
    return this.unitOfWork.run(actor, async (tx) => {
      const newest = await this.newest(tx, 't.id', templateId);
      if (!newest) throw notFound('template');
      if (newest.approved) throw nothingToApprove();
      if (isPerson(actor) && newest.authorId === actor.personId) throw ownTemplate();
      await this.markApproved(tx, newest.versionId);
      const { versionId, version } = newest;
      await tx.record(
        TemplateVersionApproved({ templateId, versionId, version }, place(templateId, `Approved version ${version} of a template`)),
      );
      return (await this.queries.version(tx, versionId))!;
    });
  }

  private async install(tx: Tx, definition: CheckedDefinition): Promise<void> {
    const newest = await this.newest(tx, 't.key', definition.key);
    const { templateId, versionId, version } = await this.store(tx, definition, newest, true);
    await this.markApproved(tx, versionId);
    await tx.record(
      TemplateVersionApproved(
        { templateId, versionId, version },
        place(templateId, `Installed version ${version} of the template “${definition.name}”`),
      ),
    );
  }

  private async store(
    tx: Tx,
    definition: CheckedDefinition,
    newest: NewestVersion | undefined,
    builtIn: boolean,
  ): Promise<{ templateId: string; versionId: string; version: number }> {
    const templateId = newest?.templateId ?? newId();
    const versionId = newId();
    const version = (newest?.version ?? 0) + 1;
    try {
      if (!newest) {
        await tx.query('insert into template (id, key, kind, created_at) values ($1, $2, $3, $4)', [
          templateId,
          definition.key,
          definition.kind,
          tx.now,
        ]);
      }
      await tx.query(
        `insert into template_version (id, template_id, version, name, description, fields, blocks, source,
           content_hash, built_in, author_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          versionId,
          templateId,
          version,
          definition.name,
          definition.description,
          JSON.stringify(definition.fields),
          JSON.stringify(definition.blocks),
          definition.source,
          definition.contentHash,
          builtIn,
          personIdOf(tx.actor),
          tx.now,
        ],
      );
    } catch (error) {
      onConflict(error, newest ? 'template_version_uq' : 'template_key_uq', templateStale);
    }
    return { templateId, versionId, version };
  }

  private async markApproved(tx: Tx, versionId: string): Promise<void> {
    await tx.query('insert into template_approval (version_id, approved_by, approved_at) values ($1, $2, $3)', [
      versionId,
      personIdOf(tx.actor),
      tx.now,
    ]);
  }

  private newest(tx: Tx, column: 't.id' | 't.key', value: string): Promise<NewestVersion | undefined> {
    return tx.one<NewestVersion>(
      `select t.id as "templateId", t.kind, v.id as "versionId", v.version, v.content_hash as "contentHash",
              v.author_id as "authorId", a.version_id is not null as approved
         from template t join template_version v on v.template_id = t.id
         left join template_approval a on a.version_id = v.id
        where ${column} = $1 order by v.version desc limit 1`,
      [value],
    );
  }

  /** All of them, not the newest: while two releases of the product run side by side, neither undoes the other's. */
  private async knownHashes(tx: Tx): Promise<Map<string, Set<string>>> {
    const rows = await tx.query<{ key: string; hashes: string[] }>(
      `select t.key, array_agg(v.content_hash) as hashes
         from template t join template_version v on v.template_id = t.id
        where v.built_in group by t.key`,
    );
    return new Map(rows.map(({ key, hashes }) => [key, new Set(hashes)]));
  }
}

function check(definition: TemplateDefinition): CheckedDefinition {
  try {
    return checkDefinition(definition);
  } catch (error) {
    if (error instanceof TemplateFault) throw templateInvalid(error);
    throw error;
  }
}

function place(templateId: string, summary: string) {
  return { visibility: 'vendor' as const, subject: { type: 'template', id: templateId }, summary };
}
