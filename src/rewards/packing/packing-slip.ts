import { formatDate } from '../../platform/web/views/helpers/dates.js';
import type { Authority } from '../gift-policy.js';

/** Whose a department's gifts are once they are accepted, by its kind. */
const BODY: Record<string, string> = {
  municipal_police: 'city',
  sheriff: 'county',
  state: 'state',
  university: 'university',
  tribal: 'tribe',
};

const ACCEPTOR: Record<Authority, string> = {
  chief: 'its chief',
  manager: 'its manager',
  council: 'its council',
  other: 'the body its gift policy names',
};

export interface Acceptance {
  kind: string;
  authority: Authority;
  acceptedOn: string;
  resolutionNumber: string | null;
}

/** That a gift is the city's only when accepted, and by whom this one was. Source: product.md, facts about the outside. */
export function acceptanceSentence({ kind, authority, acceptedOn, resolutionNumber }: Acceptance): string {
  const resolution = resolutionNumber ? `, resolution ${resolutionNumber}` : '';
  return (
    `A gift is the ${BODY[kind] ?? 'department'}’s only when it has been accepted. ` +
    `This one was accepted by ${ACCEPTOR[authority]} on ${dayOf(acceptedOn)}${resolution}.`
  );
}

/** "26 Mar 2019" of a calendar day. */
export function dayOf(day: string): string {
  return formatDate(`${day}T12:00:00Z`, 'UTC', 'full');
}
