import { Injectable } from '@nestjs/common';
import { CliCommand, type CliOutput } from '../platform/cli/cli-command.js';
import { DatabaseUrls } from '../platform/database/database-urls.js';
import { clearDemo } from './clear-demo.js';
import { DemoService } from './demo.service.js';

/** The demo on the command line. */
@Injectable()
export class DemoCommands {
  constructor(
    private readonly demo: DemoService,
    private readonly urls: DatabaseUrls,
  ) {}

  @CliCommand({
    name: 'demo',
    summary: 'Fill an empty installation with the Pittsburg story and forty invented departments',
    usesRoutes: true,
  })
  async load(_args: string[], _options: Record<string, unknown>, out: CliOutput): Promise<void> {
    const ways = await this.demo.load((done, total, words) => out.progress(done, total, `steps: ${words}`));
    const lines = ways.map(({ name, role, url }) => `${name}, ${role.replace('_', ' ')}\n  ${url}`);
    out.result(`The demo is ready. Each link signs in once:\n\n${lines.join('\n')}`, { people: ways });
  }

  @CliCommand({ name: 'demo:clear', summary: 'Empty a demo installation; refused on any other' })
  async clear(_args: string[], _options: Record<string, unknown>, out: CliOutput): Promise<void> {
    await clearDemo(this.urls);
    out.result('The demo is gone; the installation is empty. Restart the server for a new set-up link.', {
      cleared: true,
    });
  }
}
