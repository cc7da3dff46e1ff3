import { createSocket } from 'node:dgram';

/** What a zone holds: TXT texts by name, and hosts that take mail, as `10 mx.example`. */
export interface Zone {
  txt: Record<string, string[]>;
  mx: Record<string, string[]>;
}

/** A real name server on loopback; `silent` names are not answered. */
export interface DnsServer {
  address: string;
  zone: Zone;
  silent: Set<string>;
  close(): Promise<void>;
}

const TXT = 16;
const MX = 15;

/** Starts a name server on a free port. */
export async function startDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const server: DnsServer = {
    address: '',
    zone: { txt: {}, mx: {} },
    silent: new Set(),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query);
    if (server.silent.has(name)) return;
    const records =
      type === TXT
        ? (server.zone.txt[name] ?? []).map(textData)
        : type === MX
          ? (server.zone.mx[name] ?? []).map(mxData)
          : [];
    socket.send(answer(query, end, type, records), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  server.address = `127.0.0.1:${socket.address().port}`;
  return server;
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString('latin1'));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answer(query: Buffer, end: number, type: number, records: Buffer[]): Buffer {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // An answer with recursion; no such name where nothing is there.
  header.writeUInt16BE(records.length > 0 ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  const lines = records.map((data) => {
    const line = Buffer.alloc(12);
    // The name is that of the question.
    line.writeUInt16BE(0xc00c, 0);
    line.writeUInt16BE(type, 2);
    line.writeUInt16BE(1, 4);
    line.writeUInt32BE(60, 6);
    line.writeUInt16BE(data.length, 10);
    return Buffer.concat([line, data]);
  });
  return Buffer.concat([header, query.subarray(12, end), ...lines]);
}

/** In pieces of at most 255 bytes, as TXT has them. */
function textData(text: string): Buffer {
  const pieces = text.match(/.{1,255}/gs) ?? [''];
  return Buffer.concat(
    pieces.map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)])),
  );
}

function mxData(record: string): Buffer {
  const [priority = '0', host = ''] = record.split(' ');
  const labels = host
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const data = Buffer.alloc(2);
  data.writeUInt16BE(Number(priority), 0);
  return Buffer.concat([data, ...labels, Buffer.from([0])]);
}
