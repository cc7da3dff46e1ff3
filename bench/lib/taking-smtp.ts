import { createServer } from 'node:net';

/**
 * A mail server in a process of its own that takes everything at once and counts it: what it costs is the same for whoever sends.
 * Started by `fork`; says its port, and what came, whenever it is asked.
 */
let taken = 0;
let signed = 0;

const server = createServer((socket) => {
  let inData = false;
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const end = rest.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const part = rest.subarray(0, end);
      rest = rest.subarray(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        taken += 1;
        if (/^DKIM-Signature:/im.test(part.subarray(0, 1_200).toString('latin1'))) signed += 1;
        socket.write('250 2.0.0 taken\r\n');
        continue;
      }
      const verb = part.subarray(0, 4).toString('latin1').toUpperCase();
      if (verb === 'DATA') inData = true;
      socket.write(verb === 'DATA' ? '354 go on\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      if (verb === 'QUIT') socket.end();
    }
  });
  socket.write('220 taking.example ESMTP\r\n');
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.on('message', () => {
  process.send?.({ taken, signed });
  taken = 0;
  signed = 0;
});
process.on('disconnect', () => process.exit(0));
