import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { isId } from '../platform/id.js';
import { SecretKey } from '../platform/secret-key.js';

const PURPOSE = 'reminders.we-posted';
/** Stands in the links of a test mail. */
export const TEST_TOKEN = 'test';

/** The signed link behind "We posted it": it names one reminder and opens nothing else. */
@Injectable()
export class PostLink {
  constructor(
    private readonly key: SecretKey,
    private readonly config: Config,
  ) {}

  /** Null is a test: the page behind it explains, and records nothing. */
  urlFor(reminderId: string | null): string {
    return `${this.config.publicUrl}/we-posted/${reminderId === null ? TEST_TOKEN : this.tokenFor(reminderId)}`;
  }

  /** The page with this reminder's captions. */
  captionsUrlFor(reminderId: string | null): string {
    return `${this.urlFor(reminderId)}/captions`;
  }

  tokenFor(reminderId: string): string {
    return `${reminderId}.${this.key.hmac(PURPOSE, reminderId)}`;
  }

  /** The reminder a token names, or undefined when it is not one of ours. */
  read(token: string): string | undefined {
    const dot = token.indexOf('.');
    const reminderId = token.slice(0, dot);
    if (dot < 0 || !isId(reminderId)) return undefined;
    return this.key.matches(token.slice(dot + 1), PURPOSE, reminderId) ? reminderId : undefined;
  }
}
