export const PROVIDERS = ['branch', 'appsflyer', 'adjust', 'generic', 'csv'] as const;

/** A provider's id of an event: 1 to 200 characters, none of them control characters. */
export const EXTERNAL_ID = /^\P{Cc}{1,200}$/u;

/**
 * One reported app event after the door: these fields are all that is kept of it. There is deliberately no place for an
 * address, a device, a phone number or a raw body.
 */
export interface DownloadEvent {
  provider: (typeof PROVIDERS)[number];
  /** The provider's id of the event, 1 to 200 characters; with the provider it makes the event itself. */
  externalId: string;
  kind: 'install' | 'reinstall' | 'open' | 'other';
  /** Our code, or null when it had none that could be ours. */
  alias: string | null;
  os: 'ios' | 'android' | 'other' | null;
  existingUser: boolean;
  testDevice: boolean;
  occurredAt: Date;
}
