import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import type { TemplateBlock, TemplateField, TemplateKind } from './body.js';

// What other rooms work with: the pure rules that turn a version, values and facts into a text.
export { renderBlocks, startingBody } from './render-blocks.js';
export { checkValues, fillFacts, maxLengthOf, startingValues } from './values.js';
export { exampleFacts, FACTS } from './facts.js';
export { type PreviewKind, PREVIEWS, previewFacts, previewValues } from './preview-values.js';
export { completeField, type FieldInput, type TemplateDefinition } from './template-definition.js';
export { BLOCK_KINDS, BLOCK_ROLES, FIELD_TYPES, TEMPLATE_KINDS } from './body.js';
export { helperSummaries } from './helpers.js';
export { apDate, apTime, apWeekdayDate, zoneAbbreviation } from './ap-date.js';
export { dateline } from './dateline.js';
export { money, phone } from './helpers.js';
export type {
  BlockKind,
  BlockRole,
  Body,
  Facts,
  Rendered,
  RenderedBlock,
  RenderFault,
  TemplateBlock,
  TemplateField,
  TemplateKind,
  Value,
  Values,
} from './body.js';

/** One version of a template, as stored. `id` is the template's, `versionId` this version's. */
export interface TemplateVersion {
  id: string;
  versionId: string;
  key: string;
  kind: TemplateKind;
  name: string;
  description: string;
  version: number;
  fields: TemplateField[];
  blocks: TemplateBlock[];
  source: string;
  builtIn: boolean;
  approvedAt: Date | null;
}

const COLUMNS = `t.id, v.id as "versionId", t.key, t.kind, v.name, v.description, v.version, v.fields, v.blocks,
  v.source, v.built_in as "builtIn", a.approved_at as "approvedAt"`;
const TABLES = `template t join template_version v on v.template_id = t.id
  left join template_approval a on a.version_id = v.id`;
const CURRENT = `a.version_id is not null and not exists (
  select 1 from template_version n join template_approval na on na.version_id = n.id
   where n.template_id = t.id and n.version > v.version)`;

/** Questions about stored templates. A version that nobody approved is not offered for writing. */
@Injectable()
export class TemplatesQueries {
  /** The newest approved version of a template, by id or key. */
  current(tx: Tx, idOrKey: string): Promise<TemplateVersion | undefined> {
    const column = isId(idOrKey) ? 't.id' : 't.key';
    return tx.one<TemplateVersion>(`select ${COLUMNS} from ${TABLES} where ${column} = $1 and ${CURRENT}`, [idOrKey]);
  }

  /** One version for ever, approved or not. */
  version(tx: Tx, versionId: string): Promise<TemplateVersion | undefined> {
    return tx.one<TemplateVersion>(`select ${COLUMNS} from ${TABLES} where v.id = $1`, [versionId]);
  }

  /** The newest approved version of each template, by id after `after`; one more than `limit` when there are more. */
  list(tx: Tx, kind: TemplateKind | null, limit: number, after: string | null): Promise<TemplateVersion[]> {
    return tx.query<TemplateVersion>(
      `select ${COLUMNS} from ${TABLES}
        where ($1::text is null or t.kind = $1) and ($2::uuid is null or t.id > $2) and ${CURRENT}
        order by t.id limit $3`,
      [kind, after, limit + 1],
    );
  }

  /** The newest version of every template, approved or not, with whether an approved one is in use; by kind and name. */
  newest(tx: Tx): Promise<(TemplateVersion & { inUse: number | null; authorId: string | null })[]> {
    return tx.query(
      `select distinct on (t.kind, v.name, t.id) ${COLUMNS}, v.author_id as "authorId",
              (select max(u.version) from template_version u join template_approval ua on ua.version_id = u.id
                where u.template_id = t.id) as "inUse"
         from ${TABLES}
        where not exists (select 1 from template_version n where n.template_id = t.id and n.version > v.version)
        order by t.kind, v.name, t.id`,
    );
  }

  /** The newest version of one template, approved or not. */
  async newestOf(
    tx: Tx,
    id: string,
  ): Promise<(TemplateVersion & { authorId: string | null; authorName: string | null }) | undefined> {
    return tx.one(
      `select ${COLUMNS}, v.author_id as "authorId", p.name as "authorName"
         from ${TABLES} left join person p on p.id = v.author_id
        where t.id = $1 order by v.version desc limit 1`,
      [id],
    );
  }

  /** The versions of a template, the newest first. */
  versions(tx: Tx, id: string): Promise<{ version: number; name: string; createdAt: Date; approvedAt: Date | null }[]> {
    return tx.query(
      `select v.version, v.name, v.created_at as "createdAt", a.approved_at as "approvedAt"
         from template_version v left join template_approval a on a.version_id = v.id
        where v.template_id = $1 order by v.version desc limit 50`,
      [id],
    );
  }
}
