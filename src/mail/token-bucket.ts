/** How fast something may go: `perSecond` tokens come in, at most `burst` of them wait. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** What is in a bucket, and when that was so. */
export interface Bucket {
  tokens: number;
  countedAt: Date;
}

/** The bucket as it stands now; a clock that went back adds nothing and takes nothing away. A new one is full. */
export function refilled(bucket: Bucket | undefined, rate: Rate, now: Date): Bucket {
  if (!bucket) return { tokens: rate.burst, countedAt: now };
  const seconds = Math.max(0, now.getTime() - bucket.countedAt.getTime()) / 1_000;
  return { tokens: Math.min(rate.burst, bucket.tokens + seconds * rate.perSecond), countedAt: now };
}

/** How many whole tokens can be taken. */
export function available(bucket: Bucket): number {
  // Fractions add up to a hair less than one; without this a token would come a millisecond late.
  return Math.floor(bucket.tokens + 1e-6);
}

/** When the `nth` token from now (1: the next) will be there; `now` where it is there already. */
export function tokenAt(bucket: Bucket, rate: Rate, nth: number): Date {
  const missing = Math.max(0, nth - bucket.tokens);
  return new Date(bucket.countedAt.getTime() + Math.ceil((missing / rate.perSecond) * 1_000));
}
