import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Actor, PUBLIC } from '../actor.js';

export const PUBLIC_ROUTE = Symbol('liaison:public');
export const PERMISSION = Symbol('liaison:permission');
export const FOREIGN_POST = Symbol('liaison:foreign-post');

/** The request as the product sees it: the guard has put the actor on it. */
export type ActorRequest = FastifyRequest & {
  actor?: Actor;
  sessionId?: string;
  sessionKind?: 'person' | 'setup';
};

/** Opens a route to anyone. Without it or @Can, the global guard refuses. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC_ROUTE, true);

/** Names the permission a route needs; the table stands in identity/permissions.ts. */
export const Can = (permission: string): ClassDecorator & MethodDecorator =>
  SetMetadata(PERMISSION, permission);

/** Lets a POST come from elsewhere (a hook, one-click unsubscribe): no origin is checked, no cookie is believed. */
export const FromElsewhere = (): ClassDecorator & MethodDecorator => SetMetadata(FOREIGN_POST, true);

/** The acting person, or PUBLIC. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  return context.switchToHttp().getRequest<ActorRequest>().actor ?? PUBLIC;
});
