import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import 'reflect-metadata';
import { SYSTEM } from '../actor.js';
import type { Tx } from '../database/tx.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { markedMethods } from '../events/discovered-methods.js';

const VERIFY = Symbol('liaison:verify');

/** Marks `async *check(tx)` yielding one plain line per fault; `liaison verify` runs them all. */
export function VerifyCheck(name: string): MethodDecorator {
  return (_target, _key, descriptor) =>
    Reflect.defineMetadata(VERIFY, [{ name }], descriptor.value as object);
}

export interface Verdict {
  check: string;
  faults: string[];
}

/** Runs every check, each in a read-only snapshot of its own. */
@Injectable()
export class Verifier {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async run(progress: (check: string) => void = () => undefined): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (const { mark, call } of markedMethods<{ name: string }>(this.discovery, this.scanner, VERIFY)) {
      progress(mark.name);
      const faults = await this.unitOfWork.read(SYSTEM, async (tx: Tx) => {
        const found: string[] = [];
        for await (const fault of call(tx) as AsyncGenerator<string>) found.push(fault);
        return found;
      });
      verdicts.push({ check: mark.name, faults });
    }
    return verdicts;
  }
}
