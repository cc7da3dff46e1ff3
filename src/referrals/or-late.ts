export const LATE = Symbol('late');

/**
 * What a promise comes to, or LATE when it takes longer than `ms`. It is not stopped then: what it does it does, and
 * what it throws afterwards is nobody's any more.
 */
export async function orLate<T>(promise: Promise<T>, ms: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
