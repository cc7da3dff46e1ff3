import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Wrote } from './authorship.js';
import type { Composed } from './text.js';

export interface RevisionAsset {
  assetId: string;
  sha256: string;
  altText: string | null;
}

/** One exact text of a draft. Never changed: the database refuses. */
@Entity('draft_revision')
export class DraftRevision {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Column('uuid') departmentId: string;
  @Column('int') number: number;
  @Column('uuid', { nullable: true }) baseRevisionId: string | null;
  @Column('uuid') templateVersionId: string;
  @Column('text') contentHash: string;
  @Column('jsonb') body: Composed['body'];
  @Column('jsonb') values: Composed['values'];
  @Column('jsonb') assets: RevisionAsset[];
  /** The blocks as rendered when it was saved: what is released is read from here, whatever becomes of the renderer. */
  @Column('jsonb') blocks: Composed['blocks'];
  /** Which side wrote which stretch of each part. */
  @Column('jsonb') wrote: Wrote;
  @Column('uuid', { nullable: true }) authorId: string | null;
  @Column('text') authorName: string;
  @Column('text') authorSide: 'vendor' | 'department' | 'system';
  /** People whose proposed words were accepted into this text or one it came from. */
  @Column('uuid', { array: true }) contributorIds: string[];
  @Column('text', { nullable: true }) note: string | null;
  @Column('timestamptz') createdAt: Date;
}
