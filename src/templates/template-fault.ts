/** What is wrong with a template and where: 1-based line of its source, and the field or helper at fault if there is one. */
export class TemplateFault extends Error {
  constructor(
    readonly line: number,
    readonly reason: string,
    readonly subject?: string,
  ) {
    super(`Line ${line}: ${reason}`);
    this.name = 'TemplateFault';
  }
}
