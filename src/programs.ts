/** What the one bundle of the build can start: each program is evaluated when it is asked for, and none before. */
export const PROGRAMS = {
  /** The server: web, worker or both. */
  main: () => import('./main.js'),
  /** The command line. */
  cli: () => import('./cli.js'),
  /** All rooms without starting anything, to make their compiled code ahead. */
  rooms: () => import('./create-app.js'),
};
