import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { allows, PeopleQueries } from '../identity/people.queries.js';
import { type Actor, isPerson } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound } from '../platform/errors.js';
import { Can, CurrentActor } from '../platform/web/access.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { NewPolicyDto, NewReviewGroupDto, ReviewGroupDto } from './policies.dto.js';
import { PoliciesService } from './policies.service.js';
import { MOST_STEPS } from './policy-faults.js';
import { DEPARTMENT_GROUP, type When } from './review-policy.js';

const PAGE = '/settings/review-policies';
const WHEN_WORDS: Record<When, string> = {
  always: 'every text',
  locked: 'texts that change a locked block',
  terms: 'texts that change what is offered',
  vendor: 'texts the vendor’s side wrote any of',
};
const WHEN_CHOICES = Object.entries(WHEN_WORDS).map(([value, label]) => ({
  value,
  label: label.replace('texts', 'a text').replace('that change', 'that changes'),
}));

/** Who has to read what before it goes out: policies and groups, as page and as JSON. */
@Controller()
@ApiTags('reviews')
export class PoliciesController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly policies: PoliciesService,
    private readonly people: PeopleQueries,
  ) {}

  @Get('settings/review-policies')
  @ApiExcludeEndpoint()
  @Can('reviews.read')
  show(@CurrentActor() actor: Actor, @Query('kind') kind?: string): Promise<PageView> {
    return this.page(actor, kind, {});
  }

  @Post('settings/review-policies/:kind')
  @ApiExcludeEndpoint()
  @Can('policies.manage')
  writeByForm(
    @CurrentActor() actor: Actor,
    @Param('kind') kind: string,
    @Body() body: FormBody,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const dto = await parseForm(NewPolicyDto, stepsOfForm(body));
        const { policy, warnings } = await this.work.run(actor, (tx) => this.policies.write(tx, kind, dto));
        return redirect(
          `${PAGE}?kind=${policy.kind}`,
          [`Version ${policy.version} is in force for texts sent in from now on.`, ...warnings].join(' '),
        );
      },
      (shown) => this.page(actor, kind, { ...shown, failed: 'policy' }),
    );
  }

  @Post('settings/review-groups')
  @ApiExcludeEndpoint()
  @Can('policies.manage')
  keepGroupByForm(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        const { key, ...dto } = await parseForm(NewReviewGroupDto, body);
        await this.work.run(actor, (tx) => this.policies.keepGroup(tx, key, dto));
        return redirect(PAGE, `${dto.name.trim()} kept.`);
      },
      (shown) => this.page(actor, undefined, { ...shown, failed: 'group' }),
    );
  }

  /** The version in force of every kind of text. */
  @Get('api/v1/review-policies')
  @Can('reviews.read')
  async list(@CurrentActor() actor: Actor) {
    return { data: await this.work.read(actor, (tx) => this.policies.inForce(tx)) };
  }

  /** Every version of one kind, the newest first. */
  @Get('api/v1/review-policies/:kind/versions')
  @Can('reviews.read')
  async versions(@CurrentActor() actor: Actor, @Param('kind') kind: string) {
    return { data: await this.work.read(actor, (tx) => this.policies.versions(tx, kind)) };
  }

  /** Writes the next version; texts before reviewers stay under theirs. */
  @Post('api/v1/review-policies/:kind/versions')
  @Can('policies.manage')
  async write(@CurrentActor() actor: Actor, @Param('kind') kind: string, @Body() dto: NewPolicyDto) {
    const { policy, warnings } = await this.work.run(actor, (tx) => this.policies.write(tx, kind, dto));
    return { ...policy, warnings };
  }

  @Get('api/v1/review-groups')
  @Can('reviews.read')
  async groups(@CurrentActor() actor: Actor) {
    return { data: await this.work.read(actor, (tx) => this.people.reviewGroups(tx)) };
  }

  @Put('api/v1/review-groups/:key')
  @Can('policies.manage')
  keepGroup(@CurrentActor() actor: Actor, @Param('key') key: string, @Body() dto: ReviewGroupDto) {
    if (!/^[a-z][a-z0-9_]{1,39}$/.test(key)) throw notFound('review group');
    return this.work.run(actor, (tx) => this.policies.keepGroup(tx, key, dto));
  }

  private async page(
    actor: Actor,
    kind: string | undefined,
    shown: Record<string, unknown>,
  ): Promise<PageView> {
    return this.work.read(actor, async (tx) => {
      const policies = await this.policies.inForce(tx);
      const groups = await this.people.reviewGroups(tx);
      const nameOf = (key: string): string =>
        key === DEPARTMENT_GROUP
          ? 'The department itself'
          : (groups.find((group) => group.key === key)?.name ?? key);
      const chosen = policies.find((policy) => policy.kind === kind) ?? policies[0];
      if (!chosen || (kind && chosen.kind !== kind)) throw notFound('policy');
      const versions = await this.policies.versions(tx, chosen.kind);
      const inWords = (steps: typeof chosen.steps) =>
        steps.map(({ group, quorum, stage, when, lapseAfterBusinessDays }) => ({
          stage,
          name: nameOf(group),
          quorum,
          when: WHEN_WORDS[when],
          lapseAfterBusinessDays,
        }));
      const rows = Array.from({ length: Math.min(MOST_STEPS, chosen.steps.length + 2) }, (_, index) => ({
        number: index + 1,
        at: `steps.${index}`,
        ...(chosen.steps[index] ?? {
          group: '',
          quorum: '',
          stage: '',
          when: 'always',
          lapseAfterBusinessDays: null,
        }),
      }));
      const data = {
        kinds: policies.map((policy) => ({ kind: policy.kind, current: policy.kind === chosen.kind })),
        kind: chosen.kind,
        version: chosen.version,
        nextVersion: chosen.version + 1,
        steps: inWords(chosen.steps),
        versions: versions.map((version) => ({ ...version, steps: inWords(version.steps) })),
        rows,
        groups: groups.map((group) => ({ ...group, backupName: group.backupKey && nameOf(group.backupKey) })),
        groupChoices: groups.map(({ key, name, people }) => ({ value: key, label: `${name} (${people})` })),
        stepChoices: [
          ...groups.map(({ key, name, people }) => ({ value: key, label: `${name} (${people})` })),
          { value: DEPARTMENT_GROUP, label: 'The department itself' },
        ],
        whenChoices: WHEN_CHOICES,
        canWrite: isPerson(actor) && allows(actor, 'policies.manage'),
        errors: {},
        formError: null,
        values: {},
        failed: null,
        ...shown,
      };
      return page('settings/review-policies', data, { title: 'Review policies' });
    });
  }
}

/** A form sends each row's fields under their number; a row without a group is no step, and the others close up. */
function stepsOfForm(body: FormBody): FormBody {
  const { baseVersion, note } = body;
  const steps = Array.from({ length: MOST_STEPS }, (_, index) => ({
    group: body[`steps.${index}.group`],
    quorum: body[`steps.${index}.quorum`],
    stage: body[`steps.${index}.stage`],
    when: body[`steps.${index}.when`],
    lapseAfterBusinessDays: body[`steps.${index}.lapseAfterBusinessDays`] || undefined,
  })).filter(({ group }) => group);
  return { baseVersion, note, steps };
}
