import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../platform/config/config.js';
import { constantTimeEqual } from '../platform/secret-key.js';
import { mayCallHooks } from '../platform/web/hook-networks.js';
import { noSuchHook } from './referrals.errors.js';

/** What every hook asks before it looks at what was sent. Whoever may not come in is told that there is nothing. */
@Injectable()
export class HookDoor {
  constructor(private readonly config: Config) {}

  /**
   * Lets in whoever knows the secret in the path (compared in constant time, whatever its length) and comes from an
   * allowed network. Throws 404 for all others, and where the integration is not configured.
   */
  open(request: FastifyRequest, given: string, configured: string | null): void {
    this.admit(request);
    if (!configured || !constantTimeEqual(given, configured)) throw noSuchHook();
  }

  /** Lets in whoever comes from an allowed network; everybody, where none is named. Throws 404 for all others. */
  admit(request: FastifyRequest): void {
    if (!mayCallHooks(request, this.config)) throw noSuchHook();
  }
}
