import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { LayoutPart } from '../platform/web/layout-context.js';

/** What the department's frame shows besides the page: whose desk this is. */
@Injectable()
export class DepartmentLayout {
  @LayoutPart()
  async part(actor: Actor, tx: Tx): Promise<Record<string, unknown>> {
    if (actor.side !== 'department') return {};
    const row = await tx.one<{ name: string }>('select name from department where id = $1', [
      actor.departmentId,
    ]);
    return { departmentName: row?.name ?? null };
  }
}
