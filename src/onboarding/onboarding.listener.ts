import { Injectable } from '@nestjs/common';
import { ContactAdded } from '../departments/departments.events.js';
import type { Tx } from '../platform/database/tx.js';
import type { StoredEvent } from '../platform/events/define-event.js';
import { OnEvent } from '../platform/events/on-event.js';
import { WelcomeKit } from './welcome-kit.js';

/** A kit that waited for an information officer goes out when one is entered. */
@Injectable()
export class OnboardingListener {
  constructor(private readonly kit: WelcomeKit) {}

  @OnEvent(ContactAdded, { name: 'onboarding.hand-over-kit' })
  async onContactAdded(event: StoredEvent<{ departmentId: string; role: string }>, tx: Tx): Promise<void> {
    if (event.payload.role === 'pio') await this.kit.handOverWaiting(tx, event.payload.departmentId);
  }
}
