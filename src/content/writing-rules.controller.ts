import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { allows } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm, parseJson } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { WritingRulesDto, WritingRulesFormDto } from './content.dto.js';
import type { WritingRules } from './writing-rules.js';
import { WritingRulesService } from './writing-rules.service.js';

const PAGE = '/settings/writing';

/** What every text is checked by, as page and as JSON. */
@Controller()
@ApiTags('drafts')
export class WritingRulesController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rules: WritingRulesService,
  ) {}

  @Get('settings/writing')
  @ApiExcludeEndpoint()
  @Can('organisation.read')
  show(@CurrentActor() actor: Actor): Promise<PageView> {
    return this.view(actor);
  }

  @Post('settings/writing')
  @ApiExcludeEndpoint()
  @Can('templates.write')
  save(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const form = await parseForm(WritingRulesFormDto, body);
        const dto = await parseJson(WritingRulesDto, {
          version: form.version,
          checklist: form.checklist,
          claims: linesOf(form.claims).map((line) => {
            const [words = '', instead = ''] = line.split('=>').map((piece) => piece.trim());
            return { words, instead: instead || null };
          }),
          hosts: linesOf(form.hosts).map((host) => host.toLowerCase()),
        });
        const { version } = await this.replace(actor, dto);
        return redirect(PAGE, `Rules version ${version} hold from now on.`);
      },
      ({ errors, ...shown }) => this.view(actor, { ...shown, errors: ofField(errors) }),
    );
  }

  @Get('api/v1/writing-rules')
  @Can('templates.read')
  current(@CurrentActor() actor: Actor): Promise<WritingRules> {
    return this.work.read(actor, (tx) => this.rules.current(tx));
  }

  /** Sets the rules over the version that was read. */
  @Put('api/v1/writing-rules')
  @Can('templates.write')
  replace(@CurrentActor() actor: Actor, @Body() dto: WritingRulesDto): Promise<WritingRules> {
    const claims = dto.claims.map(({ words, instead }) => ({ words, instead: instead ?? null }));
    return this.rules.set(actor, {
      version: dto.version,
      claims,
      hosts: dto.hosts,
      checklist: dto.checklist,
    });
  }

  private view(actor: Actor, shown: Record<string, unknown> = {}): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const rules = await this.rules.current(tx);
      return page(
        'settings/writing',
        {
          version: rules.version,
          claims: rules.claims
            .map(({ words, instead }) => (instead ? `${words} => ${instead}` : words))
            .join('\n'),
          hosts: rules.hosts.join('\n'),
          checklist: rules.checklist,
          versions: await this.rules.versions(tx),
          canWrite: isPerson(actor) && allows(actor, 'templates.write'),
          errors: {},
          formError: null,
          values: {},
          ...shown,
        },
        { title: 'Writing rules' },
      );
    });
  }
}

/** A fault of one claim is shown under the field that holds them all. */
function ofField(errors: Record<string, string>): Record<string, string> {
  const claim = Object.keys(errors).some((field) => field.startsWith('claims.'));
  return claim
    ? {
        ...errors,
        claims:
          'One claim a line: at most 120 characters, and after => at most 200 on what to write instead.',
      }
    : errors;
}

function linesOf(words: string | undefined): string[] {
  return (words ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
