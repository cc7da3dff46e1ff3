import type { Tx } from '../platform/database/tx.js';
import { EVENT_CHANNEL } from '../platform/events/event-recorder.js';

/** Lets open pages of an import move their bars on; the trail need not hear of it. */
export async function tellOpenPages(tx: Tx, importId: string): Promise<void> {
  const message = {
    type: 'department_import.moved_on',
    subjectType: 'department_import',
    subjectId: importId,
    departmentId: null,
    visibility: 'vendor',
  };
  await tx.query(`select pg_notify($1, $2)`, [EVENT_CHANNEL, JSON.stringify(message)]);
}
