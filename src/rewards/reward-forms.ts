import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../platform/actor.js';
import { readFormWithFile } from '../platform/files/form-with-file.js';
import { KeptFiles } from '../platform/files/kept-files.js';
import { type FormBody, formPage, parseForm } from '../platform/web/form.js';
import { type PageView, redirect, type Redirect } from '../platform/web/page.js';
import {
  AcceptanceDto,
  ApprovalDto,
  DeliveryDto,
  DispositionDto,
  ExchangeDto,
  LossDto,
  RefusalDto,
  ReturnDto,
  ShipmentDto,
} from './rewards.dto.js';
import { RewardsService } from './rewards.service.js';

type Take = (rewards: RewardsService, actor: Actor, id: string, body: FormBody) => Promise<void>;

const read =
  <D extends object>(
    shape: new () => D,
    take: (rewards: RewardsService, actor: Actor, id: string, dto: D) => Promise<void>,
  ): Take =>
  async (rewards, actor, id, body) =>
    take(rewards, actor, id, await parseForm(shape, body));

const STEPS = {
  acceptance: read(AcceptanceDto, (rewards, ...step) => rewards.accept(...step)),
  refusal: read(RefusalDto, (rewards, ...step) => rewards.refuse(...step)),
  approval: read(ApprovalDto, (rewards, ...step) => rewards.approve(...step)),
  shipment: read(ShipmentDto, (rewards, ...step) => rewards.ship(...step)),
  delivery: read(DeliveryDto, (rewards, ...step) => rewards.deliver(...step)),
  loss: read(LossDto, (rewards, ...step) => rewards.lose(...step)),
  return: read(ReturnDto, (rewards, ...step) => rewards.sendBack(...step)),
  exchange: read(ExchangeDto, (rewards, ...step) => rewards.exchange(...step)),
  disposition: read(DispositionDto, (rewards, ...step) => rewards.dispose(...step)),
};

export type FormStep = keyof typeof STEPS;

/** The forms by which people take the steps of a device, on the vendor's pages and on the department's. */
@Injectable()
export class RewardForms {
  constructor(
    private readonly rewards: RewardsService,
    private readonly kept: KeptFiles,
  ) {}

  /** The fields of an acceptance with its document, the one of an earlier try included. */
  async acceptance(actor: Actor, request: FastifyRequest, body: FormBody | undefined): Promise<FormBody> {
    return this.kept.recall(actor, await readFormWithFile(request, body, 'document'), 'document');
  }

  /** Takes the step and leads on with its notice; refused, `again` shows the page with what was typed. */
  take(
    step: FormStep,
    { actor, id, body, notice }: { actor: Actor; id: string; body: FormBody; notice: string },
    again: (refused: Record<string, unknown>) => Promise<PageView>,
  ): Promise<PageView | Redirect> {
    return formPage(
      body,
      async () => {
        await STEPS[step](this.rewards, actor, id, body);
        return redirect(actor.side === 'department' ? '/gifts' : `/rewards/${id}`, notice);
      },
      async (shown) =>
        again({ ...shown, values: { ...shown.values, ...(await this.kept.keep(actor, body, 'document')) } }),
    );
  }
}
