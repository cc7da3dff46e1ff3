import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PUBLIC } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { type ActorRequest, Public } from '../platform/web/access.js';
import { page, type PageView } from '../platform/web/page.js';
import { toAtom } from './atom.js';
import { toCsv } from '../platform/web/csv.js';
import { appInWords } from './day-words.js';
import { markDemo } from './demo-mark.js';
import { recordData } from './public-record.data.js';
import { CSV_COLUMNS, csvRows, feedEntries } from './public-record.events.js';
import { pageOf } from './public-record.presenter.js';
import { type PublicRecord, PublicRecordQueries } from './public-record.queries.js';
import { sealOf } from './seal.js';

type Form = '' | 'json' | 'csv' | 'atom';

/** One department's public page, and the same as data and as a feed. A slug it had before leads to the present one. */
@Controller('transparency')
@ApiExcludeController()
@Public()
export class PublicRecordController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly records: PublicRecordQueries,
    private readonly organisation: OrganisationQueries,
    private readonly config: Config,
  ) {}

  @Get(':name')
  show(
    @Param('name') name: string,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageView | object | string> {
    const [, slug = name, ending = ''] = /^(.+?)(?:\.(json|csv|atom))?$/.exec(name) ?? [];
    return this.unitOfWork.read(PUBLIC, async (tx) => {
      const found = await this.records.resolve(tx, slug);
      if (!found) throw notFound('department');
      if (!found.current) {
        const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
        reply.status(301).header('location', `/transparency/${found.slug}${ending && `.${ending}`}${query}`);
        return '';
      }
      const record = await this.records.of(tx, found.departmentId);
      if (!record) throw notFound('partnership');
      await markDemo(tx, reply);
      return this.as(ending as Form, tx, record, reply);
    });
  }

  private async as(
    form: Form,
    tx: Tx,
    record: PublicRecord,
    reply: FastifyReply,
  ): Promise<PageView | object | string> {
    const { name, slug } = record.department;
    if (form === 'json') {
      const data = recordData(record);
      return { record: data, seal: sealOf(data), asOf: tx.now };
    }
    if (form === 'csv') {
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${slug}.csv"`);
      return toCsv(CSV_COLUMNS, csvRows(record));
    }
    const { productName, legalName } = await this.organisation.current(tx);
    if (form === '')
      return page('public/partnership', pageOf(record, appInWords(productName), tx.now), {
        layout: 'public',
        title: name,
      });
    reply.type('application/atom+xml; charset=utf-8');
    const address = `${this.config.publicUrl}/transparency/${slug}`;
    return toAtom({
      id: `urn:uuid:${record.row.id}`,
      title: `${name} and ${productName}`,
      subtitle: `${record.row.undisclosedDays ?? 0} undisclosed days${record.row.running ? ', still running' : ''}. Announced: ${record.row.announcedOn ?? 'not yet'}.`,
      self: `${address}.atom`,
      page: address,
      author: legalName,
      updated: tx.now,
      entries: feedEntries(record, address),
    });
  }
}
