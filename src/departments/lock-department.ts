import type { Tx } from '../platform/database/tx.js';
import { isId } from '../platform/id.js';
import { Department } from './department.entity.js';
import { departmentNotFound } from './departments.errors.js';

/** A department's row, locked, to be changed or to be given something; of a merged one, its survivor's. 404 when there is none. */
export async function lockDepartment(tx: Tx, id: string): Promise<Department> {
  const department = isId(id)
    ? await tx.repo(Department).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!department) throw departmentNotFound();
  return department.mergedIntoId ? lockDepartment(tx, department.mergedIntoId) : department;
}
