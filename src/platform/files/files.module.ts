import { Global, Module } from '@nestjs/common';
import { Files } from './files.js';

/** Stored files, for every room. */
@Global()
@Module({ providers: [Files], exports: [Files] })
export class FilesModule {}
