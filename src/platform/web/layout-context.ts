import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import 'reflect-metadata';
import { type Actor, isPerson, PUBLIC } from '../actor.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import type { Tx } from '../database/tx.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { markedMethods } from '../events/discovered-methods.js';
import type { ActorRequest } from './access.js';

const NAV_COUNT = Symbol('liaison:nav-count');
const LAYOUT_PART = Symbol('liaison:layout-part');

/** Marks `(actor, tx) => Promise<number>` as the count beside a navigation entry; keep it cheap and index-backed. */
export function NavCount(entry: string): MethodDecorator {
  return mark(NAV_COUNT, { entry });
}

/** Marks `(actor, tx, request) => Promise<object>` as a supplier of values every framed page needs (name, banners). */
export function LayoutPart(): MethodDecorator {
  return mark(LAYOUT_PART, {});
}

function mark(key: symbol, value: object): MethodDecorator {
  return (_target, _key, descriptor) => Reflect.defineMetadata(key, [value], descriptor.value as object);
}

/** Everything a layout shows besides the page itself. */
@Injectable()
export class LayoutContext implements OnModuleInit {
  private counts: { entry: string; call: (...args: unknown[]) => unknown }[] = [];
  private parts: ((...args: unknown[]) => unknown)[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.counts = markedMethods<{ entry: string }>(this.discovery, this.scanner, NAV_COUNT).map(
      ({ mark: m, call }) => ({ entry: m.entry, call }),
    );
    this.parts = markedMethods(this.discovery, this.scanner, LAYOUT_PART).map(({ call }) => call);
  }

  /** One transaction gathers it all, as the actor: a count never says more than its reader may see. */
  async build(request: ActorRequest): Promise<Record<string, unknown>> {
    const actor: Actor = request.actor ?? PUBLIC;
    const path = request.url.split('?')[0] ?? '/';
    const base = {
      now: this.clock.now().toISOString(),
      path,
      section: path.split('/')[1] || 'today',
      theme: themeOf(request),
      insecureCookie: !this.config.isHttps,
      publicUrl: this.config.publicUrl,
      actor: isPerson(actor) ? actor : null,
    };
    return this.unitOfWork.read(isPerson(actor) ? actor : PUBLIC, async (tx) => ({
      ...base,
      ...(await this.gather(actor, tx, request)),
    }));
  }

  private async gather(actor: Actor, tx: Tx, request: ActorRequest): Promise<Record<string, unknown>> {
    const gathered: Record<string, unknown> = {};
    for (const part of this.parts) Object.assign(gathered, await part(actor, tx, request));
    const navCounts: Record<string, number> = {};
    if (isPerson(actor)) {
      for (const { entry, call } of this.counts) {
        const count = (await call(actor, tx)) as number;
        if (count > 0) navCounts[entry] = count;
      }
    }
    return { ...gathered, navCounts };
  }
}

function themeOf(request: ActorRequest): 'light' | 'dark' | undefined {
  const theme = request.cookies?.['theme'];
  return theme === 'light' || theme === 'dark' ? theme : undefined;
}
