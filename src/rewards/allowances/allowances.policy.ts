import type { Role } from '../../platform/actor.js';
import { type AllowanceState, type AllowanceStepName, mayStepAllowance } from './allowance-states.js';

/** The steps a person takes, and the roles that may; the routes name the same as permissions. */
const ROLES: Record<Exclude<AllowanceStepName, 'offer'>, readonly Role[]> = {
  acceptance: ['pio', 'rep', 'admin'],
  refusal: ['pio', 'rep', 'admin'],
  activation: ['admin'],
  use: ['rep', 'admin'],
  reversal: ['rep', 'admin'],
  closing: ['rep', 'admin'],
};

/** Which forms to show: what the role may do in this state. */
export function openAllowanceSteps(role: Role, state: AllowanceState): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(ROLES).map(([step, roles]) => [
      step,
      roles.includes(role) && mayStepAllowance(state, step as AllowanceStepName),
    ]),
  );
}
