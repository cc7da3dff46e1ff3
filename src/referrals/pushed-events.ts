import type { DownloadEvent } from './download-event.js';

type Written = [
  DownloadEvent['provider'],
  string,
  DownloadEvent['kind'],
  string | null,
  DownloadEvent['os'],
  existingUser: 0 | 1,
  testDevice: 0 | 1,
  occurredAtMs: number,
];

/** Pushed events as a row of `download_waiting` keeps them: without names, so that a dozen are no long text. */
export function writeEvents(events: readonly DownloadEvent[]): string {
  return JSON.stringify(
    events.map((event): Written => [
      event.provider,
      event.externalId,
      event.kind,
      event.alias,
      event.os,
      event.existingUser ? 1 : 0,
      event.testDevice ? 1 : 0,
      event.occurredAt.getTime(),
    ]),
  );
}

/** The same events again. */
export function readEvents(written: string): DownloadEvent[] {
  return (JSON.parse(written) as Written[]).map(
    ([provider, externalId, kind, alias, os, existingUser, testDevice, occurredAtMs]) => ({
      provider,
      externalId,
      kind,
      alias,
      os,
      existingUser: existingUser === 1,
      testDevice: testDevice === 1,
      occurredAt: new Date(occurredAtMs),
    }),
  );
}
