import 'reflect-metadata';

export interface CliCommandMark {
  /** `room:verb`, as in api.md. */
  name: string;
  /** commander's argument string, e.g. `<file>`. */
  args?: string;
  /** commander's options: flags and a sentence. */
  options?: [string, string][];
  summary: string;
  /** The command calls the product through its own routes; for most they are not laid out, which takes a while. */
  usesRoutes?: boolean;
}

export const CLI_COMMAND = Symbol('liaison:cli-command');

/** Marks a method `(args: string[], options: Record<string, unknown>, out: CliOutput)` as a command. */
export function CliCommand(mark: CliCommandMark): MethodDecorator {
  return (_target, _key, descriptor) =>
    Reflect.defineMetadata(CLI_COMMAND, [mark], descriptor.value as object);
}

/** Standard output carries the result only; notes and progress go to standard error. */
export class CliOutput {
  exitCode = 0;
  private lastProgress = 0;

  constructor(
    readonly asJson: boolean,
    private readonly write: { out: (text: string) => void; err: (text: string) => void },
  ) {}

  /** A remark for the person at the terminal. */
  note(text: string): void {
    this.write.err(`${text}\n`);
  }

  /** Progress of long work; at most a few lines a second. */
  progress(done: number, of: number, what: string): void {
    if (done < of && Date.now() - this.lastProgress < 250) return;
    this.lastProgress = Date.now();
    this.note(`${done} of ${of} ${what}`);
  }

  /** The command's result: text for people, one JSON document with --json. */
  result(text: string, json: unknown): void {
    this.write.out(this.asJson ? `${JSON.stringify(json)}\n` : `${text}\n`);
  }

  /** Ends the command with exit code 1 after the result. */
  fail(): void {
    this.exitCode = 1;
  }
}
