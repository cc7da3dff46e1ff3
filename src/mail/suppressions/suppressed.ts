/**
 * SQL: whether suppression `s` is in force at `now` for the address and topic of `a`. `*` is every topic, and an address that
 * is only `@domain` is every address there. Who wants no mail, or called one junk, still gets the sign-in link they ask for.
 */
export function inForce(now: string): string {
  return `s.address in (lower(a.address), substring(lower(a.address) from '@[^@]*$')) and s.topic in (a.topic, '*')
    and s.ended_at is null and (s.ends_at is null or s.ends_at > ${now})
    and not (s.reason in ('complaint', 'unsubscribed') and a.topic = 'sign-in')`;
}
