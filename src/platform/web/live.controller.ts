import { type BeforeApplicationShutdown, Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, isOwnDepartment, PUBLIC } from '../actor.js';
import { Wakeup } from '../events/wakeup.js';
import { type ActorRequest, Can } from './access.js';

const HEARTBEAT_MS = 25_000;

interface LiveMessage {
  type: string;
  subjectType: string;
  subjectId: string;
  departmentId: string | null;
  visibility: string;
}

/** Server-sent events: which kind of thing changed, never what it says; the page then asks for its part again. */
@Controller()
@ApiExcludeController()
export class LiveController implements BeforeApplicationShutdown {
  private readonly open = new Set<() => void>();

  constructor(private readonly wakeup: Wakeup) {}

  @Get('live')
  @Can('own.account')
  stream(@Req() request: ActorRequest, @Res() reply: FastifyReply): void {
    const actor = request.actor ?? PUBLIC;
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    reply.raw.write('retry: 2000\n\n');
    const stop = this.wakeup.hear((payload) => {
      const message = read(payload);
      if (message && mayHear(actor, message))
        reply.raw.write(
          `event: ${message.type}\ndata: ${JSON.stringify({ type: message.type, subjectType: message.subjectType, subjectId: message.subjectId })}\n\n`,
        );
    });
    const beat = setInterval(() => reply.raw.write(': still here\n\n'), HEARTBEAT_MS);
    const end = (): void => {
      stop();
      clearInterval(beat);
      this.open.delete(end);
      reply.raw.end();
    };
    this.open.add(end);
    request.raw.on('close', end);
  }

  /** A stream never ends by itself, and the server waits for all of its answers to end; the browser comes back. */
  beforeApplicationShutdown(): void {
    for (const end of this.open) end();
  }
}

/** A department's person hears only of shared events of their own department. */
export function mayHear(actor: Actor, message: LiveMessage): boolean {
  if (actor.side === 'vendor') return true;
  return (
    actor.side === 'department' &&
    message.visibility === 'shared' &&
    message.departmentId != null &&
    isOwnDepartment(actor, message.departmentId)
  );
}

function read(payload: string): LiveMessage | null {
  try {
    return JSON.parse(payload) as LiveMessage;
  } catch {
    return null;
  }
}
