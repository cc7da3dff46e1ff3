import {
  type CanActivate,
  type ExecutionContext,
  HttpException,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { isPerson } from '../platform/actor.js';
import { Config } from '../platform/config/config.js';
import { DomainError } from '../platform/errors.js';
import { type ActorRequest, FOREIGN_POST, PERMISSION, PUBLIC_ROUTE } from '../platform/web/access.js';
import { checkOrigin } from '../platform/web/origin-check.js';
import { allows, isPermission } from './permissions.js';
import { readSessionCookie } from '../platform/web/session-cookie.js';
import { SessionService } from './session.service.js';
import { TokenService } from './token.service.js';

/** The one door. A route that names neither @Public nor @Can is closed to everyone. */
@Injectable()
export class AccessGuard implements CanActivate, OnApplicationBootstrap {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
    private readonly tokens: TokenService,
    private readonly config: Config,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Refuses to start when a route names a permission that does not exist. */
  onApplicationBootstrap(): void {
    for (const { instance, name } of this.discovery.getControllers()) {
      if (!instance) continue;
      const prototype = Object.getPrototypeOf(instance) as object;
      for (const method of this.scanner.getAllMethodNames(prototype)) {
        const handler = (instance as Record<string, unknown>)[method] as object;
        const permission = Reflect.getMetadata(PERMISSION, handler) as string | undefined;
        if (permission !== undefined && !isPermission(permission))
          throw new Error(`${name}.${method} needs ${permission}, which is not a permission.`);
      }
    }
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return false;
    const request = context.switchToHttp().getRequest<ActorRequest>();
    const targets = [context.getHandler(), context.getClass()];
    const foreign = this.reflector.getAllAndOverride<boolean>(FOREIGN_POST, targets) ?? false;
    if (!foreign) await this.identify(request);
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets)) return true;
    const permission = this.reflector.getAllAndOverride<string>(PERMISSION, targets);
    const actor = request.actor;
    if (!actor || !isPerson(actor)) throw new HttpException('Sign in first', 401);
    if (!permission || !isPermission(permission) || !allows(actor, permission)) throw forbidden();
    return true;
  }

  private async identify(request: ActorRequest): Promise<void> {
    const authorization = request.headers.authorization;
    if (authorization !== undefined) {
      const [scheme, token] = authorization.split(' ');
      const actor = scheme?.toLowerCase() === 'bearer' && token ? await this.tokens.find(token) : null;
      if (!actor) throw new HttpException('This token is not valid', 401);
      request.actor = actor;
      return;
    }
    checkOrigin(request, this.config.publicUrl);
    const cookie = readSessionCookie(request, this.config);
    if (!cookie) return;
    const session = await this.sessions.find(cookie);
    if (!session?.actor) return;
    request.actor = session.actor;
    request.sessionId = session.idHash;
    request.sessionKind = session.kind;
  }
}

function forbidden(): DomainError {
  return new DomainError(
    'forbidden',
    'forbidden',
    'Your role does not allow this. Ask an admin if it should.',
  );
}
