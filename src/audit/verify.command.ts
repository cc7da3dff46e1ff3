import { Injectable } from '@nestjs/common';
import { CliCommand, type CliOutput } from '../platform/cli/cli-command.js';
import { Verifier } from '../platform/verify/verify-check.js';

/** `liaison verify`: does everything on the record add up? */
@Injectable()
export class VerifyCommand {
  constructor(private readonly verifier: Verifier) {}

  @CliCommand({
    name: 'verify',
    summary: 'Check that counts, rewards, the ledger and the trail add up; exit 1 when not',
  })
  async verify(_args: string[], _options: Record<string, unknown>, out: CliOutput): Promise<void> {
    const verdicts = await this.verifier.run((check) => out.note(`Checking ${check} …`));
    const faults = verdicts.flatMap(({ check, faults: found }) => found.map((fault) => `${check}: ${fault}`));
    const text = faults.length === 0 ? `All ${verdicts.length} checks add up.` : faults.join('\n');
    out.result(text, { ok: faults.length === 0, checks: verdicts });
    if (faults.length > 0) out.fail();
  }
}
