import { DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from './clock.js';
import { Config } from './config/config.js';
import { DatabaseUrls } from './database/database-urls.js';
import { servingOptions } from './database/data-source.js';
import { EVENT_RECORDER, UnitOfWork } from './database/unit-of-work.js';
import { Typesetter } from './documents/typesetter.js';
import { DeliveryService } from './events/delivery.service.js';
import { OutboxRecorder } from './events/event-recorder.js';
import { ListenerRegistry } from './events/listener-registry.js';
import { BELL, Relay } from './events/relay.js';
import { Wakeup } from './events/wakeup.js';
import { FilesModule } from './files/files.module.js';
import { HealthController } from './health/health.controller.js';
import { Metrics } from './health/metrics.js';
import { Installation } from './installation.js';
import { JobQueue } from './jobs/job-queue.js';
import { Foreground } from './jobs/foreground.js';
import { JobRunner } from './jobs/job-runner.js';
import { QueueSchema } from './jobs/queue-schema.js';
import { Replay } from './jobs/replay.js';
import { ScheduleRegistry } from './jobs/schedule-registry.js';
import { Tidy } from './jobs/tidy.js';
import { SecretKey } from './secret-key.js';
import { Verifier } from './verify/verify-check.js';
import { ErrorFilter } from './web/error.filter.js';
import { IdempotencyInterceptor } from './web/idempotency.interceptor.js';
import { JsonPipe } from './web/json-pipe.js';
import { LayoutContext } from './web/layout-context.js';
import { LiveController } from './web/live.controller.js';
import { PageRenderer } from './web/page-renderer.js';
import { RateLimit } from './web/rate-limit.js';
import { ThemeController } from './web/theme.controller.js';
import { ViewInterceptor } from './web/view.interceptor.js';
import { sharedViews, Views } from './web/views.js';

export interface PlatformOptions {
  config: Config;
  urls: DatabaseUrls;
  clock: Clock;
  /** Connections of the serving pool. */
  poolSize?: number;
}

const SERVICES = [
  UnitOfWork,
  { provide: EVENT_RECORDER, useClass: OutboxRecorder },
  ListenerRegistry,
  DeliveryService,
  Wakeup,
  Relay,
  { provide: BELL, useExisting: JobQueue },
  QueueSchema,
  JobQueue,
  JobRunner,
  Foreground,
  Replay,
  ScheduleRegistry,
  SecretKey,
  Typesetter,
  Installation,
  Metrics,
  Tidy,
  Verifier,
  { provide: Views, useFactory: sharedViews },
  LayoutContext,
  PageRenderer,
  RateLimit,
];

/** The ground floor: everything here is known to every room, and it knows no word of the domain. */
@Global()
@Module({})
export class PlatformModule {
  static with({ config, urls, clock, poolSize }: PlatformOptions): DynamicModule {
    const given = [
      { provide: Config, useValue: config },
      { provide: DatabaseUrls, useValue: urls },
      { provide: Clock, useValue: clock },
    ];
    return {
      module: PlatformModule,
      imports: [
        DiscoveryModule,
        TypeOrmModule.forRoot({ ...servingOptions(urls.serving, poolSize), autoLoadEntities: true }),
        FilesModule,
      ],
      controllers: [HealthController, LiveController, ThemeController],
      providers: [
        ...given,
        ...SERVICES,
        { provide: APP_PIPE, useClass: JsonPipe },
        { provide: APP_FILTER, useClass: ErrorFilter },
        { provide: APP_INTERCEPTOR, useClass: ViewInterceptor },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
      exports: [
        ...given.map(({ provide }) => provide),
        ...SERVICES.map((s) => (typeof s === 'function' ? s : s.provide)),
        TypeOrmModule,
        DiscoveryModule,
      ],
    };
  }
}
