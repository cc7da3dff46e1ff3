import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { DayOffDto, HolidaysDto } from './holidays.dto.js';
import { type Holidays, HolidaysService } from './holidays.service.js';

const PAGE = '/settings/holidays';

/** On which days the vendor's office is closed, as page and as JSON. */
@Controller()
@ApiTags('organisation')
export class HolidaysController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly holidays: HolidaysService,
  ) {}

  @Get('settings/holidays')
  @ApiExcludeEndpoint()
  @Can('organisation.read')
  show(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.page(actor, {});
  }

  @Post('settings/holidays')
  @ApiExcludeEndpoint()
  @Can('organisation.write')
  add(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(DayOffDto, body);
        await this.work.run(actor, (tx) => this.holidays.say(tx, { ...dto, off: true }));
        return redirect(PAGE, `Closed: ${dto.name.trim()}.`);
      },
      (shown) => this.page(actor, shown),
    );
  }

  /** The office is open on a federal holiday. */
  @Post('settings/holidays/:day/opening')
  @ApiExcludeEndpoint()
  @Can('organisation.write')
  open(
    @CurrentActor() actor: Actor,
    @Param('day') day: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await this.work.run(actor, (tx) => this.holidays.say(tx, { day, off: false }));
        return redirect(PAGE, 'The office is open on that day.');
      },
      ({ formError }) => this.page(actor, { formError }),
    );
  }

  /** A day is again what week and law make it. */
  @Post('settings/holidays/:day/removal')
  @ApiExcludeEndpoint()
  @Can('organisation.write')
  async forget(@CurrentActor() actor: Actor, @Param('day') day: string): Promise<Redirect> {
    await this.work.run(actor, (tx) => this.holidays.forget(tx, day));
    return redirect(PAGE, 'Taken back.');
  }

  @Get('api/v1/organisation/holidays')
  @Can('organisation.read')
  current(@CurrentActor() actor: Actor): Promise<Holidays> {
    return this.work.read(actor, (tx) => this.holidays.current(tx));
  }

  /** Says anew what is said of all days; a day left out is again what week and law make it. */
  @Put('api/v1/organisation/holidays')
  @Can('organisation.write')
  replace(@CurrentActor() actor: Actor, @Body() dto: HolidaysDto): Promise<Holidays> {
    return this.work.run(actor, (tx) => this.holidays.replace(tx, dto.days));
  }

  private async page(actor: Actor, shown: Record<string, unknown>): Promise<PageView> {
    const { days, federal } = await this.work.read(actor, (tx) => this.holidays.current(tx));
    return page(
      'settings/holidays',
      {
        years: byYear({ days, federal }),
        canWrite: actor.side === 'vendor' && actor.role === 'admin',
        errors: {},
        formError: null,
        values: {},
        ...shown,
      },
      { title: 'Days off' },
    );
  }
}

/** Federal and own days by year, from this year on; what was said of earlier years stays with the dates counted by it. */
function byYear({ days, federal }: Holidays) {
  const first = federal[0]?.day.slice(0, 4) ?? '';
  const own = days
    .filter(({ day, off }) => off || !federal.some((holiday) => holiday.day === day))
    .map(({ day, name, off }) => ({ day, name, federal: !off, open: !off }));
  const legal = federal.map(({ day, name }) => ({
    day,
    name,
    federal: true,
    open: days.some((said) => said.day === day && !said.off),
  }));
  const all = [...legal, ...own].filter(({ day }) => day >= first).sort((a, b) => (a.day < b.day ? -1 : 1));
  return [...new Set(all.map(({ day }) => day.slice(0, 4)))].map((year) => ({
    year,
    days: all.filter(({ day }) => day.startsWith(year)),
  }));
}
