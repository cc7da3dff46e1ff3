import { Injectable } from '@nestjs/common';
import { OrganisationQueries } from '../../organisation/organisation.queries.js';
import type { Actor } from '../../platform/actor.js';
import { Config } from '../../platform/config/config.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { dkimRecord } from '../dkim.js';
import { bareAddress, senderOf } from '../sender-address.js';
import {
  checkDkim,
  checkDmarc,
  checkMx,
  checkSpf,
  dmarcNames,
  type IdentityCheck,
  isAligned,
} from './identity-checks.js';
import { MailDns, type Said } from './mail-dns.js';

/** Who mail is from, and what the world can know of it. */
export interface SenderIdentity {
  from: string;
  /** The domain bounces go to. */
  returnDomain: string;
  /** The host and port mail is handed over to; null: mail is kept. */
  server: string | null;
  /** Mail programs post to it by themselves only over https. */
  oneClick: boolean;
  /** None where the sender's domain is no name of the internet. */
  checks: IdentityCheck[];
}

/** Looks up whether receivers can know that our mail is ours. */
@Injectable()
export class SenderIdentityService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
    private readonly organisation: OrganisationQueries,
    private readonly dns: MailDns,
  ) {}

  /** Asks the name servers now; takes a few seconds at most, and says `unanswered` of what was not heard in time. */
  async look(actor: Actor): Promise<SenderIdentity> {
    const organisation = await this.unitOfWork.read(actor, (tx) => this.organisation.current(tx));
    const from = senderOf(this.config, organisation);
    const address = bareAddress(from);
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
    const { inboundMailDomain: inbound, bounceAddresses, smtpUrl, dkim } = this.config;
    const returnDomain = bounceAddresses && inbound ? inbound : domain;
    const signs = dkim ? (dkim.domain ?? domain) : null;
    const dkimName = dkim ? `${dkim.selector}._domainkey.${signs}` : `selector._domainkey.${domain}`;
    const server = smtpUrl ? new URL(smtpUrl) : null;
    const facts = { from, returnDomain, server: server?.host ?? null, oneClick: this.config.isHttps };
    // A name of this machine or network alone: no receiver can look it up, so nobody is asked.
    if (!domain.includes('.')) return { ...facts, checks: [] };
    const [spf, key, dmarc, mx] = await Promise.all([
      this.dns.txt(returnDomain),
      dkim ? this.dns.txt(dkimName) : null,
      this.dmarcOf(domain),
      inbound ? this.dns.mx(inbound) : null,
    ]);
    const aligned = isAligned(returnDomain, domain) || (signs !== null && isAligned(signs, domain));
    return {
      ...facts,
      checks: [
        checkSpf(returnDomain, spf, server?.hostname ?? null),
        checkDkim(dkimName, key, dkim && dkimRecord(dkim.key)),
        checkDmarc(dmarc.name, dmarc.said, aligned),
        ...(inbound && mx ? [checkMx(inbound, mx)] : []),
      ],
    };
  }

  /** The record of the domain, else that of the nearest one above it that has one. */
  private async dmarcOf(domain: string): Promise<{ name: string; said: Said }> {
    const [own = `_dmarc.${domain}`, ...above] = dmarcNames(domain);
    const said = await this.dns.txt(own);
    if (!said.answered || said.records.length > 0) return { name: own, said };
    for (const name of above) {
      const higher = await this.dns.txt(name);
      if (higher.answered && higher.records.length > 0) return { name, said: higher };
    }
    return { name: own, said };
  }
}
