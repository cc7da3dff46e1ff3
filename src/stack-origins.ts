import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/**
 * Stack traces of a bundle name the TypeScript they come from. Node does that itself for what its own loaders read, not for
 * a script that comes with its compiled code. The map is read with the first trace somebody looks at.
 */
export function tellOrigins(bundle: string): void {
  let map: SourceMap | null | undefined;
  const origins = (): SourceMap | null => (map ??= readMap(`${bundle}.map`));
  Error.prepareStackTrace = (error: Error, frames: NodeJS.CallSite[]): string => {
    const places = frames.map((frame) => `\n    at ${placeOf(frame, bundle, origins)}`);
    return `${headOf(error)}${places.join('')}`;
  };
}

function placeOf(frame: NodeJS.CallSite, bundle: string, origins: () => SourceMap | null): string {
  const said = String(frame);
  if (frame.getFileName() !== bundle) return said;
  const [line, column] = [frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1];
  const origin = origins()?.findOrigin(line, column);
  if (!origin || !('fileName' in origin)) return said;
  return said.replace(
    `${bundle}:${line}:${column}`,
    `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`,
  );
}

/** The line above a trace, also for an error whose own words fail. */
function headOf(error: Error): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as never);
  } catch {
    return null;
  }
}
