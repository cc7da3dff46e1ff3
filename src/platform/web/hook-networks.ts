import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';

/** Whether a request comes from a network that may call hooks (HOOK_ALLOWED_NETWORKS); from anywhere, where none is named. */
export function mayCallHooks(request: FastifyRequest, { hookAllowedNetworks }: Config): boolean {
  if (!hookAllowedNetworks) return true;
  // Whose word the address is, TRUST_PROXY says; a zone index belongs to this machine, not to the address.
  const address = request.ip.replace(/%.*$/, '');
  const family = isIP(address);
  return family !== 0 && hookAllowedNetworks.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
