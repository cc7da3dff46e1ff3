import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { readFormWithFiles } from '../platform/files/form-with-files.js';
import { localDate } from '../platform/local-time.js';
import { type ActorRequest, Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { MasterDto } from './masters.dto.js';
import { type MasterRow, Masters } from './masters.js';
import { networkRules } from './network-rules.js';
import { isStale } from './stale-rules.js';
import { LARGEST_MASTER, SLOT_NAMES } from './svg-master.js';

const PAGE = '/settings/pictures';

/** The masters of pictures for social networks, and the figures captions are counted by; as page and as JSON. */
@Controller()
@ApiTags('social')
export class MastersController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly masters: Masters,
  ) {}

  @Get('settings/pictures')
  @ApiExcludeEndpoint()
  @Can('organisation.read')
  show(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.page(actor, {});
  }

  @Post('settings/pictures')
  @ApiExcludeEndpoint()
  @Can('templates.write')
  async add(
    @CurrentActor() actor: Actor,
    @Req() request: ActorRequest,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    const fields: FormBody = {};
    const limits = { name: 'file', maxFiles: 1, maxBytes: 2 * LARGEST_MASTER };
    return formPage(
      fields,
      async () => {
        const [file] = await readFormWithFiles(request, body, limits, fields);
        const dto = await parseForm(MasterDto, {
          name: fields['name'],
          svg: file?.bytes.toString('utf8') ?? fields['svg'],
        });
        const { shape } = await this.work.run(actor, (tx) => this.masters.add(tx, dto));
        return redirect(PAGE, `Pictures in ${shape} are drawn from it from now on.`);
      },
      (shown) => this.page(actor, shown),
    );
  }

  @Post('settings/pictures/:sha256/retirement')
  @ApiExcludeEndpoint()
  @Can('templates.write')
  async retire(@CurrentActor() actor: Actor, @Param('sha256') sha256: string): Promise<Redirect> {
    await this.work.run(actor, (tx) => this.masters.retire(tx, sha256));
    return redirect(PAGE, 'It is not used for new pictures any more.');
  }

  /** Masters an admin added, the newest first. */
  @Get('api/v1/picture-masters')
  @Can('organisation.read')
  async list(@CurrentActor() actor: Actor): Promise<{ data: MasterRow[]; nextCursor: null }> {
    return { data: await this.work.read(actor, (tx) => this.masters.list(tx)), nextCursor: null };
  }

  /** Adds a master. 422 says why an SVG is refused: `svg_external`, `svg_script`, `svg_too_large`, `svg_glyph` and others. */
  @Post('api/v1/picture-masters')
  @Can('templates.write')
  create(@CurrentActor() actor: Actor, @Body() dto: MasterDto): Promise<MasterRow> {
    return this.work.run(actor, (tx) => this.masters.add(tx, dto));
  }

  private async page(actor: Actor, shown: Record<string, unknown>): Promise<PageView> {
    const masters = await this.work.read(actor, (tx) => this.masters.list(tx));
    const { checkedOn, networks } = networkRules();
    return page(
      'settings/pictures',
      {
        masters,
        slots: SLOT_NAMES.join(', '),
        checkedOn,
        stale: isStale(checkedOn, localDate(this.clock.now(), 'UTC')),
        networks: networks.map(({ name, limit, limitBytes, hashtags, picture, sources, unread }) => ({
          name,
          limit,
          limitBytes,
          hashtags,
          picture,
          source: sources['limit'],
          unread: unread.join(', '),
        })),
        canWrite: actor.side === 'vendor' && actor.role === 'admin',
        errors: {},
        formError: null,
        values: {},
        ...shown,
      },
      { title: 'Pictures' },
    );
  }
}
