import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import { PartnershipsQueries } from '../../partnerships/partnerships.queries.js';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Typesetter } from '../../platform/documents/typesetter.js';
import { notFound } from '../../platform/errors.js';
import { Can, CurrentActor } from '../../platform/web/access.js';
import { addressLines } from '../ship-to.js';
import { PackingQueries } from './packing.queries.js';
import { acceptanceSentence, dayOf } from './packing-slip.js';

/** The slip that lies in the parcel, as a tagged PDF. Its address is business data and stands in no log. */
@ApiTags('Rewards')
@Controller('api/v1/rewards/:id/packing-slip.pdf')
export class PackingSlipApiController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queries: PackingQueries,
    private readonly organisation: OrganisationQueries,
    private readonly partnerships: PartnershipsQueries,
    private readonly typesetter: Typesetter,
  ) {}

  /** Of the shipment under way or delivered; 404 before there is one. */
  @Get()
  @ApiProduces('application/pdf')
  @Can('rewards.fulfil')
  async slip(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const data = await this.uow.read(actor, async (tx) => {
      const parcel = await this.queries.parcel(tx, id);
      const vendor = await this.organisation.current(tx);
      const disclosure = parcel && (await this.partnerships.disclosure(tx, parcel.partnershipId));
      if (!parcel || !disclosure) throw notFound('shipment');
      const { ordinal, departmentName: department, sku, name, serialNumber } = parcel;
      return {
        title: `Packing slip: device ${ordinal}, ${department}`,
        vendor: vendor.legalName,
        vendorAddress: vendor.postalAddress,
        department,
        ordinal,
        shipTo: addressLines(parcel.shipTo),
        device: { name: name === sku ? sku : `${name}, ${sku}`, serialNumber },
        carrier: parcel.carrier,
        trackingNumber: parcel.trackingNumber,
        shippedOn: dayOf(parcel.shippedOn),
        acceptance: acceptanceSentence(parcel),
        disclosure: disclosure.text,
      };
    });
    const bytes = await this.typesetter.pdf('packing-slip', data);
    reply.header('content-disposition', `inline; filename="packing-slip-${id}.pdf"`);
    reply.header('cache-control', 'private, no-store');
    return new StreamableFile(bytes, { type: 'application/pdf', length: bytes.length });
  }
}

/** The same slip beside the reward's page. */
@ApiExcludeController()
@Controller('rewards/:id/packing-slip.pdf')
export class PackingSlipController extends PackingSlipApiController {}
