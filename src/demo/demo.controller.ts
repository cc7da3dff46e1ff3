import { spawn } from 'node:child_process';
import { Controller, Get, Logger, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { roleWords } from '../identity/people.queries.js';
import { setSessionCookie } from '../platform/web/session-cookie.js';
import { Config } from '../platform/config/config.js';
import { DatabaseUrls } from '../platform/database/database-urls.js';
import { builtFile } from '../platform/project-root.js';
import { type ActorRequest, Public } from '../platform/web/access.js';
import { page, type PageView, redirect, type Redirect } from '../platform/web/page.js';
import { DemoViewer } from './demo-viewer.service.js';
import { CAST, RUNNING } from './story/cast.js';

const COOKIE = 'demo_viewer';

/** The demo's button on first start: loading with progress, then the people to sign in as. */
@Controller()
@ApiExcludeController()
@Public()
export class DemoController {
  private readonly log = new Logger('Demo');

  constructor(
    private readonly viewer: DemoViewer,
    private readonly config: Config,
    private readonly urls: DatabaseUrls,
  ) {}

  @Post('setup/:token/demo')
  async load(
    @Param('token') token: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    const secret = await this.viewer.begin(token);
    reply.setCookie(COOKIE, secret, {
      path: '/demo',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.config.isHttps,
      maxAge: 30 * 86_400,
    });
    this.startLoading();
    return redirect('/demo');
  }

  @Get('demo')
  async show(@Req() request: ActorRequest): Promise<PageView> {
    const state = await this.viewer.state(request.cookies?.[COOKIE]);
    const ready = state.total > 0 && state.done >= state.total && !state.loading;
    const progress = ready
      ? null
      : { done: state.done, total: state.total, words: state.words ?? 'Beginning' };
    const people = [...CAST, RUNNING].map(({ name, email, role }) => ({
      name,
      roleWords: email === RUNNING.email ? `${roleWords(role)}, Thistle Park` : roleWords(role),
      side: role === 'pio' || role === 'records_officer' ? 'department' : 'vendor',
      url: `/demo/people/${encodeURIComponent(email)}/session`,
    }));
    return page(
      'identity/demo-ready',
      { progress, people, refreshSeconds: ready ? null : 2 },
      { layout: 'plain', title: 'The demo' },
    );
  }

  @Post('demo/people/:email/session')
  async signInAs(
    @Param('email') email: string,
    @Req() request: ActorRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Redirect> {
    setSessionCookie(reply, this.config, await this.viewer.signInAs(request.cookies?.[COOKIE], email));
    return redirect('/');
  }

  /** History needs a clock that is set, so a process of its own plays it; this one keeps serving. */
  private startLoading(): void {
    // The addresses are known already; given twice, once as a file, they would be refused.
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(DATABASE_URL|DATABASE_MIGRATION_URL|DATA_DIR|CLOCK_FILE)(_FILE)?$/.test(name),
    );
    const env = {
      ...Object.fromEntries(inherited),
      DATABASE_URL: this.urls.serving,
      DATABASE_MIGRATION_URL: this.urls.owner,
      DATA_DIR: this.config.dataDir,
    };
    const child = spawn(process.execPath, [builtFile('cli.js'), 'demo'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let last = '';
    child.stderr.on('data', (chunk: Buffer) => (last = chunk.toString('utf8').trim()));
    child.on('exit', (code) => {
      if (code === 0) this.log.log('The demo is loaded.');
      else this.log.error(`The demo stopped: ${last}`);
    });
  }
}
