import type { Role } from '../platform/actor.js';
import { mayStep, type RewardState, type RewardStepName } from './reward-states.js';

/** The steps a person takes, and the roles that may; the routes name the same as permissions. */
const ROLES: Partial<Record<RewardStepName, readonly Role[]>> = {
  acceptance: ['pio', 'rep', 'admin'],
  refusal: ['pio', 'rep', 'admin'],
  approval: ['admin'],
  shipment: ['fulfilment', 'admin'],
  delivery: ['pio', 'fulfilment', 'admin'],
  loss: ['fulfilment', 'admin'],
  return: ['fulfilment', 'admin'],
  exchange: ['fulfilment', 'admin'],
};

/** Who tells what became of a delivered device; the permission is rewards.dispose. */
const TELLERS: readonly Role[] = ['pio', 'rep', 'admin'];

/** Which forms to show: what the role may do in this state. A lost device may be approved again or shipped again. */
export function openSteps(role: Role, state: RewardState): Record<string, boolean> {
  const can: Record<string, boolean> = {};
  for (const [step, roles] of Object.entries(ROLES) as [RewardStepName, readonly Role[]][]) {
    const again = state === 'lost' && (step === 'shipment' || step === 'approval');
    can[step] = roles.includes(role) && (mayStep(state, step) || again);
  }
  can['disposition'] = state === 'delivered' && TELLERS.includes(role);
  return can;
}
