import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Command, CommanderError } from 'commander';
import { createApp, createContext } from './create-app.js';
import { CLI_COMMAND, type CliCommandMark, CliOutput } from './platform/cli/cli-command.js';
import { ReplayClock, startClock } from './platform/clock.js';
import { Config } from './platform/config/config.js';
import { openDatabase } from './platform/database/open-database.js';
import { DomainError } from './platform/errors.js';
import { markedMethods } from './platform/events/discovered-methods.js';
import type { PlatformOptions } from './platform/platform.module.js';

const writers = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};

/** The command line: opens the same database as the server (running or not) and runs one command of a room. */
async function main(argv: string[]): Promise<number> {
  const config = new Config({ ...process.env, ROLE: 'all' });
  const database = await openDatabase(config, (line) => writers.err(`${line}\n`));
  try {
    const clock = config.clockFile ? startClock(config.clockFile) : new ReplayClock();
    const options = { config, urls: database.urls, clock, poolSize: 6 };
    const code = await inContext(await createContext(options, false), (found) =>
      usesRoutes(argv, found) ? null : run(argv, found),
    );
    return code ?? (await inContext(await withRoutes(options), (found) => run(argv, found)));
  } finally {
    await database.close();
  }
}

type Found = { mark: CliCommandMark; call: (...args: unknown[]) => unknown }[];

/** Does something with the commands of an application, and closes it. */
async function inContext<T>(app: INestApplicationContext, act: (found: Found) => T | Promise<T>): Promise<T> {
  try {
    const discovery = app.get(DiscoveryService, { strict: false });
    const scanner = app.get(MetadataScanner, { strict: false });
    return await act(markedMethods<CliCommandMark>(discovery, scanner, CLI_COMMAND));
  } finally {
    await app.close();
  }
}

function usesRoutes([name]: string[], found: Found): boolean {
  return found.some(({ mark }) => mark.name === name && mark.usesRoutes);
}

/** Nothing listens on a port here. */
async function withRoutes(options: PlatformOptions): Promise<INestApplicationContext> {
  const app = await createApp(options, false);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

async function run(argv: string[], found: Found): Promise<number> {
  let exitCode = 0;
  const program = new Command('liaison').description('Liaison on the command line').exitOverride();
  program.configureOutput({ writeOut: writers.out, writeErr: writers.err });
  for (const { mark, call } of [...found].sort((a, b) => a.mark.name.localeCompare(b.mark.name))) {
    const command = program
      .command(mark.name)
      .description(mark.summary)
      .option('--json', 'print exactly one JSON document');
    if (mark.args) command.arguments(mark.args);
    for (const [flags, text] of mark.options ?? []) command.option(flags, text);
    command.exitOverride().action(async () => {
      const options = command.opts<Record<string, unknown>>();
      const out = new CliOutput(options['json'] === true, writers);
      await call(command.args, options, out);
      exitCode = out.exitCode;
    });
  }
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}

function explain(error: unknown): string {
  if (!(error instanceof DomainError)) return error instanceof Error ? error.message : String(error);
  const fields = error.errors.map(({ field, message }) => `  ${field}: ${message}`);
  return [error.message, ...fields].join('\n');
}

main(process.argv.slice(2))
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode);
    writers.err(`${explain(error)}\n`);
    process.exit(1);
  });
