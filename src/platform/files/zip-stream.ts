import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { StreamableFile } from '@nestjs/common';

/** One file of an archive; `path` in Latin letters, figures and `/ . _ -`. */
export interface ZipEntry {
  path: string;
  bytes: Buffer;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Names are UTF-8 (APPNOTE 6.3.10, 4.4.4 bit 11). */
const UTF8 = 0x0800;
const VERSION = 20;

/**
 * A zip archive as an answer: files one after the other, as fast as the reader takes them, none kept. They are stored as they are,
 * since pictures and documents do not get smaller. `at` is the time written beside each, read in UTC. At most 65,535 files, 4 GB.
 */
export function zipFile(fileName: string, entries: AsyncIterable<ZipEntry>, at: Date): StreamableFile {
  return new StreamableFile(Readable.from(zipBytes(entries, at)), {
    type: 'application/zip',
    disposition: `attachment; filename="${fileName.replace(/[^\w.-]+/g, '-')}"`,
  });
}

/** The bytes of the archive, piece by piece. */
export async function* zipBytes(entries: AsyncIterable<ZipEntry>, at: Date): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const { path, bytes } of entries) {
    const name = Buffer.from(path, 'utf8');
    const about = described(bytes, name, at);
    const head = Buffer.concat([four(LOCAL), two(VERSION), about, two(0), name]);
    // Made by whom, and outside attributes: a plain file.
    directory.push(
      Buffer.concat([
        four(CENTRAL),
        two(VERSION),
        two(VERSION),
        about,
        two(0),
        two(0),
        two(0),
        two(0),
        four(0),
        four(offset),
        name,
      ]),
    );
    offset += head.length + bytes.length;
    yield head;
    yield bytes;
  }
  const central = Buffer.concat(directory);
  const count = two(directory.length);
  yield Buffer.concat([
    central,
    four(END),
    two(0),
    two(0),
    count,
    count,
    four(central.length),
    four(offset),
    two(0),
  ]);
}

/** What both headers say of a file, from the flags to the length of its name. */
function described(bytes: Buffer, name: Buffer, at: Date): Buffer {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const day =
    (Math.max(0, at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return Buffer.concat([
    two(UTF8),
    two(0),
    two(time),
    two(day),
    four(crc32(bytes)),
    four(bytes.length),
    four(bytes.length),
    two(name.length),
  ]);
}

function two(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
}

function four(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
