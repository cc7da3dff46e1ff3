/**
 * Maps one after the other. A transaction is one connection, and a connection answers one question at a time, so
 * questions asked "in parallel" inside it only pretend to be.
 */
export async function inTurn<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
}
