import { Global, Module } from '@nestjs/common';
import { Files } from './files.js';
import { KeptFiles } from './kept-files.js';

/** Stored files, for every room. */
@Global()
@Module({ providers: [Files, KeptFiles], exports: [Files, KeptFiles] })
export class FilesModule {}
