import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import type { Tx } from '../platform/database/tx.js';
import { LayoutPart, NavCount } from '../platform/web/layout-context.js';

/** What the department's frame shows besides the page: whose desk this is, and how many gifts wait for an answer. */
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

  /** Offers of this department that nobody has answered. */
  @NavCount('gifts')
  async gifts(actor: Actor, tx: Tx): Promise<number> {
    if (actor.side !== 'department') return 0;
    const row = await tx.one<{ n: number }>(
      `select count(*)::int n from reward where department_id = any ((select liaison_family($1))::uuid[]) and state = 'offered'`,
      [actor.departmentId],
    );
    return row?.n ?? 0;
  }
}
