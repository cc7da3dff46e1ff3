import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OrganisationQueries } from '../organisation/organisation.queries.js';
import { PUBLIC } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { startOfDay } from '../platform/local-time.js';
import { Public } from '../platform/web/access.js';
import type { FormBody } from '../platform/web/form.js';
import { page, type PageView } from '../platform/web/page.js';
import { toAtom } from './atom.js';
import { toCsv } from '../platform/web/csv.js';
import { CorrectionsQueries } from './corrections.queries.js';
import { appInWords } from './day-words.js';
import { markDemo } from './demo-mark.js';
import { readFilter } from './public-filter.js';
import { dataOf, mapOf, queryOf, rowsOf } from './public-list.presenter.js';
import { PublicListQueries, type PublicRow } from './public-list.queries.js';

/** The list comes in pages of this many. */
const PAGE = 100;
const LIST = { layout: 'public', title: 'All partnerships' } as const;

/** The street front: every partnership, as a page, as data and as a feed. Anyone may read it. */
@Controller()
@ApiExcludeController()
@Public()
export class PublicListController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly list: PublicListQueries,
    private readonly corrections: CorrectionsQueries,
    private readonly organisation: OrganisationQueries,
    private readonly config: Config,
  ) {}

  @Get('transparency')
  show(@Query() query: FormBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<PageView> {
    const { cursor, ...filter } = readFilter(query);
    return this.unitOfWork.read(PUBLIC, async (tx) => {
      await markDemo(tx, reply);
      const figures = await this.list.figures(tx);
      const { data, nextCursor } = await this.list.page(tx, filter, PAGE, cursor);
      const organisation = await this.organisation.current(tx);
      const asked = Object.keys(filter).length > 0;
      return page(
        'public/list',
        {
          section: 'list',
          pageClass: 'list',
          feed: { href: '/transparency.atom', title: 'Every partnership' },
          appName: organisation.productName,
          zone: organisation.timeZone,
          asOf: tx.now,
          ...figures,
          ...mapOf(figures, filter),
          filter: { ...filter, any: asked },
          matching: asked ? await this.list.matching(tx, filter) : null,
          rows: rowsOf(data, figures.mostUndisclosed),
          nextHref: nextCursor && `/transparency${queryOf(filter, { cursor: nextCursor })}`,
          firstHref: cursor ? `/transparency${queryOf(filter)}` : null,
          dataQuery: queryOf(filter),
        },
        LIST,
      );
    });
  }

  /** The list as JSON, a hundred at a time. */
  @Get('transparency.json')
  json(@Query() query: FormBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { cursor, ...filter } = readFilter(query);
    return this.unitOfWork.read(PUBLIC, async (tx) => {
      await markDemo(tx, reply);
      const { data, nextCursor } = await this.list.page(tx, filter, PAGE, cursor);
      return { data: data.map((row) => dataOf(row, this.config.publicUrl)), nextCursor, asOf: tx.now };
    });
  }

  /** The whole list as one file. */
  @Get('transparency.csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="partnerships.csv"')
  csv(@Query() query: FormBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { cursor: _cursor, ...filter } = readFilter(query);
    return this.unitOfWork.read(PUBLIC, async (tx) => {
      await markDemo(tx, reply);
      const rows: Record<string, string | number | boolean | null>[] = [];
      for await (const row of this.list.all(tx, filter)) rows.push(dataOf(row, this.config.publicUrl));
      const columns = Object.keys(dataOf(NO_ROW, ''));
      return toCsv(
        columns,
        rows.map((row) =>
          columns.map(
            (name) =>
              (typeof row[name] === 'boolean' ? String(row[name]) : (row[name] ?? null)) as
                string | number | null,
          ),
        ),
      );
    });
  }

  /** What changed last. */
  @Get('transparency.atom')
  @Header('content-type', 'application/atom+xml; charset=utf-8')
  atom(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const root = this.config.publicUrl;
    return this.unitOfWork.read(PUBLIC, async (tx) => {
      await markDemo(tx, reply);
      const organisation = await this.organisation.current(tx);
      const rows = await this.list.latest(tx, PAGE);
      return toAtom({
        id: `${root}/transparency`,
        title: `Departments that promote ${organisation.productName}`,
        subtitle: 'Every partnership: when it began, when the public was told, and what was given.',
        self: `${root}/transparency.atom`,
        page: `${root}/transparency`,
        author: organisation.legalName,
        updated: tx.now,
        entries: rows.map((row) => ({
          id: `urn:uuid:${row.id}`,
          title: row.name,
          updated: startOfDay(lastChange(row), row.timeZone),
          href: `${root}/transparency/${row.slug}`,
          summary: `${state(row)} ${row.undisclosedDays ?? 0} undisclosed days${row.running ? ', still running' : ''}.`,
        })),
      });
    });
  }

  @Get('transparency/corrections')
  notes(@Query() query: FormBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<PageView> {
    return this.unitOfWork.read(PUBLIC, async (tx) => {
      await markDemo(tx, reply);
      const { data, nextCursor } = await this.corrections.page(tx, PAGE, readFilter(query).cursor);
      const shown = {
        section: 'corrections',
        pageClass: 'plainly',
        items: data,
        nextHref: nextCursor && `?cursor=${nextCursor}`,
      };
      return page('public/corrections', shown, { layout: 'public', title: 'Corrections' });
    });
  }

  @Get('transparency/method')
  method(@Res({ passthrough: true }) reply: FastifyReply): Promise<PageView> {
    return this.unitOfWork.read(PUBLIC, async (tx) => {
      await markDemo(tx, reply);
      const { productName, legalName } = await this.organisation.current(tx);
      const shown = { section: 'method', pageClass: 'plainly', appName: appInWords(productName), legalName };
      return page('public/method', shown, { layout: 'public', title: 'How this is made' });
    });
  }
}

function lastChange(row: PublicRow): string {
  return [row.signedOn, row.activeOn, row.announcedOn, row.endedOn].reduce<string>(
    (a, b) => (b !== null && b > a ? b : a),
    row.signedOn,
  );
}

function state(row: PublicRow): string {
  if (row.endedOn) return `Ended on ${row.endedOn}.`;
  if (row.announcedOn) return `Announced on ${row.announcedOn}.`;
  return row.activeOn ? `Active since ${row.activeOn}, announced: not yet.` : `Signed on ${row.signedOn}.`;
}

/** Only its names are read, so that an empty file still has its heads. */
const NO_ROW: PublicRow = {
  id: '', slug: '', name: '', ori: null, kind: '', city: null, county: null, stateCode: '', timeZone: 'UTC', state: '', signedOn: '',
  activeOn: null, announcedOn: null, announcementUrl: null, endsOn: '', endedOn: null, undisclosedDays: null, running: false,
  devices: 0, devicesReturned: 0, devicesDeclined: 0, valueCents: 0,
  allowanceCents: 0,
}; // prettier-ignore
