import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { definedEvents } from './define-event.js';
import { markedMethods } from './discovered-methods.js';
import { type ListenerMark, LISTENERS } from './on-event.js';

export interface Listener extends ListenerMark {
  call: (...args: unknown[]) => unknown;
}

/** Who listens to what. Refuses to start the process when an event has nobody, or two listeners share a name. */
@Injectable()
export class ListenerRegistry implements OnModuleInit {
  private readonly byName = new Map<string, Listener>();
  private readonly byType = new Map<string, Listener[]>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const { mark, call, where } of markedMethods<ListenerMark>(
      this.discovery,
      this.scanner,
      LISTENERS,
    )) {
      if (!definedEvents().has(mark.eventType))
        throw new Error(`${where} listens to ${mark.eventType}, which nobody defines.`);
      const key = mark.name;
      if (this.byName.has(`${key}@${mark.eventType}`))
        throw new Error(`Two listeners of ${mark.eventType} are named ${key}.`);
      const listener = { ...mark, call };
      this.byName.set(`${key}@${mark.eventType}`, listener);
      this.byType.set(mark.eventType, [...(this.byType.get(mark.eventType) ?? []), listener]);
    }
    const alone = [...definedEvents()]
      .filter(([type, { recordOnly }]) => !recordOnly && !this.byType.has(type))
      .map(([type]) => type);
    if (alone.length > 0)
      throw new Error(
        `Nobody listens to: ${alone.join(', ')}. Add a listener, or mark the event recordOnly.`,
      );
  }

  /** Listeners that run inside the recording transaction. */
  immediate(eventType: string): Listener[] {
    return (this.byType.get(eventType) ?? []).filter((listener) => listener.inTransaction);
  }

  /** Listeners that get a delivery row and hear of the event after the commit. */
  later(eventType: string): Listener[] {
    return (this.byType.get(eventType) ?? []).filter((listener) => !listener.inTransaction);
  }

  /** The functions that say whether a listener wants an event, by the listener's name. */
  conditions(): Map<string, string> {
    const asking = [...this.byName.values()].filter(({ wanted }) => wanted);
    return new Map(asking.map(({ name, wanted = '' }) => [name, wanted]));
  }

  find(name: string, eventType: string): Listener | undefined {
    return this.byName.get(`${name}@${eventType}`);
  }
}
