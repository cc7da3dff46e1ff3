import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { CustomFieldsQueries, customOfForm } from './custom-fields.queries.js';
import { ChangeDepartmentDto, CreateDepartmentDto } from './departments.dto.js';
import { type DepartmentFacts, DepartmentsQueries } from './departments.queries.js';
import { DepartmentsService } from './departments.service.js';
import { KIND_CHOICES, STATE_CHOICES, ZONE_CHOICES } from './place.js';

interface Shown {
  errors: Record<string, string>;
  formError: string | null;
  values: FormBody;
}

/** Fields of the form that may be emptied; a browser sends them as ''. */
const MAY_BE_EMPTY = ['ori', 'city', 'county', 'populationServed', 'swornOfficers', 'website'] as const;
/** Parts that are cleared when all of their fields are empty. */
const PARTS = ['shipTo', 'giftPolicy', 'oversightOrdinance'] as const;

/** The forms a department is entered and changed with. Its page and the list are of the today room: they show many rooms. */
@ApiExcludeController()
@Controller('departments')
export class DepartmentsController {
  constructor(
    private readonly departments: DepartmentsService,
    private readonly queries: DepartmentsQueries,
    private readonly customFields: CustomFieldsQueries,
    private readonly work: UnitOfWork,
  ) {}

  @Get('new')
  @Can('departments.write')
  new(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.form(actor, null, { values: { kind: 'municipal_police' }, errors: {}, formError: null });
  }

  @Post()
  @Can('departments.write')
  create(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(CreateDepartmentDto, body);
        dto.custom = customOfForm(body);
        const id = await this.departments.create(actor, dto, { asText: true });
        return redirect(`/departments/${id}`, 'Department added.');
      },
      (shown) => this.form(actor, null, shown),
    );
  }

  @Get(':id/edit')
  @Can('departments.write')
  async edit(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<PageView> {
    const facts = await this.work.read(actor, (tx) => this.queries.factsOrFail(tx, id));
    return this.form(actor, facts, { values: { ...facts }, errors: {}, formError: null });
  }

  @Post(':id')
  @Can('departments.write')
  change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: FormBody,
  ): Promise<Redirect | PageView> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(ChangeDepartmentDto, body);
        for (const field of MAY_BE_EMPTY) if (body[field] === '') dto[field] = null;
        for (const part of PARTS) if (isEmptied(body, part)) dto[part] = null;
        dto.custom = customOfForm(body);
        await this.departments.change(actor, id, dto, { asText: true });
        return redirect(`/departments/${id}`, 'Department saved.');
      },
      async (shown) =>
        this.form(actor, await this.work.read(actor, (tx) => this.queries.factsOrFail(tx, id)), shown),
    );
  }

  private async form(actor: Actor, department: DepartmentFacts | null, shown: Shown): Promise<PageView> {
    const customFields = await this.work.read(actor, (tx) =>
      this.customFields.shown(tx, 'department', department?.custom ?? null),
    );
    return page(
      'departments/edit',
      { department, customFields, kinds: KIND_CHOICES, states: STATE_CHOICES, zones: ZONE_CHOICES, ...shown },
      { title: department ? `Edit ${department.name}` : 'Add a department' },
    );
  }
}

/** Whether the form showed a part and every field of it came back empty. */
function isEmptied(body: FormBody, part: string): boolean {
  const fields = Object.entries(body).filter(([name]) => name.startsWith(`${part}.`));
  return fields.length > 0 && fields.every(([, value]) => value === '');
}
