import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { TemplatesQueries } from '../templates/templates.queries.js';
import { noSuchTemplate } from './content.errors.js';
import { DraftsService } from './drafts.service.js';

/** The texts every new partnership begins with: a release and three social posts. */
export const KIT = [
  'press-release-announcement',
  'social-post-announcement',
  'social-post-how-to',
  'social-post-monthly',
];

/** What other rooms ask of content inside their own transactions. */
@Injectable()
export class ContentService {
  constructor(
    private readonly drafts: DraftsService,
    private readonly templates: TemplatesQueries,
  ) {}

  /** Opens the kit of a partnership: drafts filled with the department’s facts, in the order of `KIT`, the release first. */
  async openKit(
    tx: Tx,
    { partnershipId }: { partnershipId: string; departmentId: string },
  ): Promise<{ draftIds: string[] }> {
    const draftIds: string[] = [];
    for (const key of KIT) {
      const version = await this.templates.current(tx, key);
      if (!version) throw noSuchTemplate();
      draftIds.push(await this.drafts.begin(tx, partnershipId, version, {}, true));
    }
    return { draftIds };
  }
}
