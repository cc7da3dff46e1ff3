import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { isId } from '../../platform/id.js';
import { SecretKey } from '../../platform/secret-key.js';

const PURPOSE = 'pitches.stop-sequence';

/** The signed link in each follow-up by which a department stops them; it names one enrolment and opens nothing else. */
@Injectable()
export class StopLink {
  constructor(
    private readonly key: SecretKey,
    private readonly config: Config,
  ) {}

  urlFor(enrolmentId: string): string {
    return `${this.config.publicUrl}/stop-mails/${enrolmentId}.${this.key.hmac(PURPOSE, enrolmentId)}`;
  }

  /** The enrolment a token names, or undefined when it is not one of ours. */
  read(token: string): string | undefined {
    const dot = token.indexOf('.');
    const enrolmentId = token.slice(0, dot);
    if (dot < 0 || !isId(enrolmentId)) return undefined;
    return this.key.matches(token.slice(dot + 1), PURPOSE, enrolmentId) ? enrolmentId : undefined;
  }
}
