import { DiscoveryService, MetadataScanner } from '@nestjs/core';

export interface MarkedMethod<M> {
  mark: M;
  call: (...args: unknown[]) => unknown;
  where: string;
}

/** Every provider's and controller's method that carries a mark, bound to its instance. */
export function markedMethods<M>(
  discovery: DiscoveryService,
  scanner: MetadataScanner,
  key: symbol,
): MarkedMethod<M>[] {
  const found: MarkedMethod<M>[] = [];
  for (const wrapper of [...discovery.getProviders(), ...discovery.getControllers()]) {
    const instance = wrapper.instance as Record<string, unknown> | undefined;
    if (!instance || typeof instance !== 'object' || !wrapper.metatype) continue;
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (!prototype || prototype === Object.prototype) continue;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const method = instance[name];
      if (typeof method !== 'function') continue;
      const marks = Reflect.getMetadata(key, method) as M[] | undefined;
      for (const mark of marks ?? []) {
        found.push({
          mark,
          call: method.bind(instance) as MarkedMethod<M>['call'],
          where: `${wrapper.name}.${name}`,
        });
      }
    }
  }
  return found;
}
