/**
 * Loaded into the server and the command line before anything else (`node --import`): when the script that started the
 * process is gone, killed -9 included, the process stops as if asked to, and after two seconds in any case. Otherwise a
 * killed `npm start` would leave a server behind that holds the port.
 */
const PATIENCE_MS = 2_000;

if (process.channel) {
  process.once('disconnect', () => {
    // A program that listens itself stops in its own way.
    if (process.listenerCount('disconnect') === 0) process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
  });
  process.channel.unref();
}
