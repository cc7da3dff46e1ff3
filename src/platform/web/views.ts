import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { projectRoot } from '../project-root.js';
import { ViewEngine } from './views/view-engine.js';

/** The view engine over the project's templates and the built client's manifest. */
@Injectable()
export class Views extends ViewEngine {
  constructor() {
    super({
      templatesDir: path.join(projectRoot(), 'templates'),
      manifest: readManifest(),
      reload: process.env['NODE_ENV'] === 'development',
    });
  }
}

let shared: Views | undefined;

/** The one engine of this process: the templates of a build do not change, and compiling them takes longer than filling them in. */
export function sharedViews(): Views {
  return (shared ??= new Views());
}

/** Folder of the built client: hashed files under assets/, and manifest.json. */
export function publicFolder(): string {
  return path.join(projectRoot(), 'dist', 'public');
}

function readManifest(): Record<string, string> {
  const file = path.join(publicFolder(), 'manifest.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}
