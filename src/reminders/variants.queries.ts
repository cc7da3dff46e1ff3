import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import type { Tx } from '../platform/database/tx.js';
import { exampleFacts, renderBlocks, TemplatesQueries } from '../templates/templates.queries.js';
import { ReminderMail } from './reminder-mail.js';
import { type Share, shareOf } from './share.js';

/** One version of a template, and how many of its reminders were followed by a post we were told of. */
export interface Variant extends Share {
  templateId: string;
  versionId: string;
  name: string;
  version: number;
  subject: string;
  sent: number;
  confirmed: number;
  /** Sent once, and no longer: a newer version took its place, or it was taken out. */
  retired: boolean;
}

interface Counted {
  versionId: string;
  sent: number;
  confirmed: number;
}

/** Texts compared by postings confirmed, never by opens: nothing in a mail reports back. */
@Injectable()
export class VariantsQueries {
  constructor(
    private readonly templates: TemplatesQueries,
    private readonly composing: ReminderMail,
    private readonly organisation: OrganisationQueries,
  ) {}

  /** Every text sent since a month (`YYYY-MM`), and those whose turn comes; the best share first. */
  async since(tx: Tx, from: string): Promise<Variant[]> {
    const current = await this.composing.monthly(tx);
    const counted = await tx.query<Counted>(
      `select r.template_version_id "versionId", count(*)::int sent,
              count(*) filter (where exists (
                select from outreach_post o
                 where o.partnership_id = r.partnership_id and o.period = r.period and o.recorded_at >= r.sent_at))::int confirmed
         from reminder r
        where r.template_version_id is not null and r.kind = 'monthly' and r.state = 'sent' and r.period >= $1
        group by 1`,
      [from],
    );
    const counts = new Map(counted.map((row) => [row.versionId, row]));
    const { productName } = await this.organisation.current(tx);
    const found: Variant[] = [];
    for (const versionId of new Set([...current.map((one) => one.versionId), ...counts.keys()])) {
      const version = await this.templates.version(tx, versionId);
      if (!version) continue;
      const { sent, confirmed } = counts.get(versionId) ?? { sent: 0, confirmed: 0 };
      const { blocks } = renderBlocks(version, {}, { ...exampleFacts(), productName });
      found.push({
        templateId: version.id,
        versionId,
        name: version.name,
        version: version.version,
        subject: blocks.find((block) => block.kind === 'headline')?.text ?? version.name,
        sent,
        confirmed,
        retired: !current.some((one) => one.versionId === versionId),
        ...shareOf(confirmed, sent),
      });
    }
    return found.sort((a, b) => (b.share ?? -1) - (a.share ?? -1) || a.name.localeCompare(b.name));
  }
}
