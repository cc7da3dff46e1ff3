import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import { redactText } from '../platform/log.js';
import { nextAttempt } from './backoff.js';
import { Liveness } from './liveness.js';
import type { Taken } from './mail-claims.js';
import { MailGate } from './mail-gate.js';
import { MailOutcomes, type Postponement, type Settlement } from './mail-outcomes.js';
import { codeIn, refusalScope, type RefusalScope, statusIn } from './refusal-scope.js';
import type { Handover } from './smtp-pool.js';

/** A mail and what came of handing it over. */
export interface Handed {
  mail: Taken;
  handover: Handover;
  dkim: string | null;
}

/** What a server's answer means for the mail, and for the address. */
@Injectable()
export class MailVerdicts {
  constructor(
    private readonly gate: MailGate,
    private readonly outcomes: MailOutcomes,
    private readonly liveness: Liveness,
  ) {}

  /** Writes down what was said to many mails. A mail that is no longer this process's is left alone. */
  async conclude(tx: Tx, results: readonly Handed[]): Promise<void> {
    const held = await tx.query<{ id: string }>(
      `select id from email_message where id = any($1) and holder = $2 and state in ('sending', 'unknown') order by id for update`,
      [results.map(({ mail }) => mail.id), this.liveness.holder],
    );
    const mine = new Set(held.map(({ id }) => id));
    const settlements: Settlement[] = [];
    const postponements: Postponement[] = [];
    for (const { mail, handover, dkim } of results.filter((one) => mine.has(one.mail.id))) {
      const reply = redactText(handover.reply);
      const settle = (state: Settlement['state'], reason: string | null): void => {
        settlements.push({ row: mail, state, reason, reply, dkim });
      };
      if (handover.outcome === 'accepted') settle('sent', null);
      else if (handover.outcome === 'unknown')
        settle('unknown', `The line broke after the mail was given away. ${reply}`);
      else if (handover.outcome === 'refused' && handover.permanent) {
        const scope = scopeOf(handover);
        settle(scope === 'address' || scope === 'domain' ? 'bounced' : 'failed', reply);
        await this.gate.refuse(tx, { scope, address: mail.address, emailId: mail.id });
      } else {
        const at = nextAttempt(mail.attempts, mail.firstAttemptAt ?? tx.now, tx.now);
        if (at) postponements.push({ id: mail.id, at, reply });
        else settle('failed', `Given up after a day of trying. ${reply}`);
      }
    }
    await this.outcomes.settle(tx, settlements);
    await this.outcomes.postpone(tx, postponements);
  }
}

function scopeOf({ reply, recipient }: Handover & { outcome: 'refused' }): RefusalScope {
  return refusalScope({ status: statusIn(reply), code: codeIn(reply), text: reply, atRecipient: recipient });
}
