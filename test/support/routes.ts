import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { PERMISSIONS } from '../../src/identity/permissions.js';
import { PERMISSION, PUBLIC_ROUTE } from '../../src/platform/web/access.js';
import type { TestApp } from './app.js';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];

export interface Route {
  name: string;
  method: string;
  path: string;
  isPublic: boolean;
  permission: keyof typeof PERMISSIONS | undefined;
}

/** Every route of the application, pages and JSON, with what it asks for. */
export function readRoutes(app: TestApp): Route[] {
  const found: Route[] = [];
  const scanner = app.get(MetadataScanner);
  for (const { instance, metatype } of app.get(DiscoveryService).getControllers()) {
    if (!instance || !metatype) continue;
    const bases = [Reflect.getMetadata(PATH_METADATA, metatype) as string | string[]].flat();
    const prototype = Object.getPrototypeOf(instance) as object;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = (instance as Record<string, object>)[name] as object;
      const verb = Reflect.getMetadata(METHOD_METADATA, handler) as number | undefined;
      if (verb === undefined) continue;
      const paths = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
      for (const base of bases) {
        for (const part of paths) {
          const path = `/${base}/${part}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
          const method = METHODS[verb] ?? 'GET';
          const of = <T>(key: symbol): T | undefined =>
            (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, metatype)) as T | undefined;
          found.push({
            name: `${method} ${path}`,
            method,
            path,
            isPublic: of<boolean>(PUBLIC_ROUTE) ?? false,
            permission: of(PERMISSION),
          });
        }
      }
    }
  }
  return found;
}
