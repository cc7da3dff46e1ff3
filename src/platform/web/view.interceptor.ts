import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import type { ActorRequest } from './access.js';
import { PageView, Redirect } from './page.js';
import { PageRenderer } from './page-renderer.js';

/** Turns what page controllers return into HTML or a 303; JSON passes untouched. */
@Injectable()
export class ViewInterceptor implements NestInterceptor {
  constructor(private readonly renderer: PageRenderer) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ActorRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        if (answer instanceof Redirect) return this.renderer.redirect(reply, answer);
        if (!(answer instanceof PageView)) return answer;
        return this.renderer.send(request, reply, answer);
      }),
    );
  }
}
