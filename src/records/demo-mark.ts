import type { FastifyReply } from 'fastify';
import type { Tx } from '../platform/database/tx.js';

/** Asks search engines to leave an answer alone while the installation holds the demo; pages say it in their head as well. */
export async function markDemo(tx: Tx, reply: FastifyReply): Promise<void> {
  const installation = await tx.one<{ demo: boolean }>('select demo from installation');
  if (installation?.demo) reply.header('x-robots-tag', 'noindex');
}
