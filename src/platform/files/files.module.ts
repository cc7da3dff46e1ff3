import { Global, Module } from '@nestjs/common';
import { FileSweep } from './file-sweep.js';
import { Files } from './files.js';
import { KeptFiles } from './kept-files.js';

/** Stored files, for every room. */
@Global()
@Module({ providers: [Files, KeptFiles, FileSweep], exports: [Files, KeptFiles] })
export class FilesModule {}
