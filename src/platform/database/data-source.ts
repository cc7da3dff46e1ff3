import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { SnakeNaming } from './snake-naming.js';

// Days stay text (a Date would drag a zone in), and our counters never exceed 2^53.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
pg.types.setTypeParser(pg.types.builtins.INT8, (value) => Number(value));
pg.types.setTypeParser(pg.types.builtins.NUMERIC, (value) => Number(value));

/** Options of the serving pool: it steps down to liaison_app as it connects, so no query ever runs as the owner. */
export function servingOptions(url: string, poolSize = 20): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    namingStrategy: new SnakeNaming(),
    poolSize,
    synchronize: false,
    logging: false,
    extra: { options: '-c role=liaison_app', idleTimeoutMillis: 30_000 },
    poolErrorHandler: () => undefined,
    installExtensions: false,
  };
}
