import { createRequire } from 'node:module';
import type { Visitor } from './visitor.js';

const require = createRequire(import.meta.url);
/** The rules as a script, which the package for Playwright brings along. */
const { source: AXE } = createRequire(require.resolve('@axe-core/playwright'))('axe-core') as {
  source: string;
};
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What stands around every page of a side, the same on each. */
const FRAME = ['.shell-side', '.topbar'];
const framesSeen = new WeakMap<Visitor, Set<string>>();

/**
 * What axe finds on the page as it stands, by all rules or those named, one line each. A page is given the rules once, and what
 * stands around all pages is read with the first a visitor looks at in this way.
 */
export async function axeFinds(visitor: Visitor, how: string, rules: string[] = TAGS): Promise<string[]> {
  const seen = framesSeen.get(visitor) ?? new Set();
  framesSeen.set(visitor, seen);
  const context = seen.has(how) ? `{ exclude: ${JSON.stringify(FRAME.map((part) => [part]))} }` : 'document';
  seen.add(how);
  const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'], preload: false });
  if (await visitor.page.evaluate('typeof axe === "undefined"')) await visitor.page.evaluate(AXE);
  const found = (await visitor.page.evaluate(
    `axe.run(${context}, ${options}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + (failureSummary ?? ''))))`,
  )) as string[];
  return found.map((line) => `${how}: ${line}`);
}
