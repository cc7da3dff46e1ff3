import path from 'node:path';
import { Injectable } from '@nestjs/common';
import type { NodeCompiler, PdfStandard } from '@myriaddreamin/typst-ts-node-compiler';
import { DomainError } from '../errors.js';
import { builtFile, projectRoot } from '../project-root.js';
import { printable } from './printable.js';
import { lazyPackage } from '../lazy-package.js';

const typst = lazyPackage<typeof import('@myriaddreamin/typst-ts-node-compiler')>(
  '@myriaddreamin/typst-ts-node-compiler',
);

/** PDF/UA-1. Its enumeration is ambient, so the value is written here. */
const TAGGED = 'ua-1' as PdfStandard.UA_1;
/** Compilations after which what the compiler remembers of one is forgotten. */
const REMEMBERED = 10;

/**
 * Sets printed documents as tagged PDFs (PDF/UA-1) from templates/print. What people typed goes in as JSON and is shown as it is;
 * a template's source is never made of it. The compiler is loaded with the first document, not with the process.
 */
@Injectable()
export class Typesetter {
  private compiler: Promise<NodeCompiler> | undefined;

  /**
   * The document of `templates/print/<template>.typ` with `data`; the same bytes for the same data. The compiler works in this
   * thread, some hundredths of a second for a page. `pictures` are files by the path under which the template finds them. Throws 422
   * `not_printable`.
   */
  async pdf(
    template: string,
    data: Record<string, unknown>,
    pictures: ReadonlyMap<string, Buffer> = new Map(),
  ): Promise<Buffer> {
    const compiler = await (this.compiler ??= load());
    const inputs = { data: JSON.stringify(printable(data)) };
    // Nothing else is set meanwhile: from here to the end of the last block this thread does not let go.
    for (const [name, bytes] of pictures) compiler.mapShadow(path.join(folder(), name), bytes);
    try {
      return compiler.pdf(
        { mainFilePath: path.join(folder(), `${template}.typ`), inputs },
        { pdfStandard: TAGGED, creationTimestamp: 0 },
      );
    } catch {
      // What the compiler says quotes the text, an address perhaps, so it goes nowhere.
      throw new DomainError(
        'invalid',
        'not_printable',
        'This document could not be set. Look for unusual characters in the names and the address on it.',
      );
    } finally {
      for (const name of pictures.keys()) compiler.unmapShadow(path.join(folder(), name));
      compiler.evictCache(REMEMBERED);
    }
  }
}

const folder = (): string => path.join(projectRoot(), 'templates', 'print');

async function load(): Promise<NodeCompiler> {
  const { NodeCompiler: Compiler } = typst();
  return Compiler.create({ workspace: folder(), fontArgs: [{ fontPaths: [builtFile('fonts')] }] });
}
