/**
 * The floor plan: which room may import from which, and through which doors. Imports go down, never up, never around.
 * Change it together with docs/ARCHITECTURE.md, and say why in docs/adr/.
 */
const base = ['platform', 'identity', 'organisation'];
const floors = {
  platform: [],
  identity: ['platform'],
  organisation: ['platform', 'identity'],
  audit: base,
  mail: base,
  departments: base,
  approvals: [...base, 'mail'],
  templates: [...base, 'approvals'],
  pitches: [...base, 'departments', 'templates', 'mail'],
  imports: [...base, 'departments', 'pitches'],
  partnerships: [...base, 'departments', 'pitches', 'mail'],
  rewards: [...base, 'departments', 'partnerships', 'mail'],
  referrals: [...base, 'departments', 'partnerships', 'rewards', 'templates'],
  content: [...base, 'departments', 'partnerships', 'referrals', 'approvals', 'templates', 'mail'],
  reminders: [...base, 'departments', 'partnerships', 'rewards', 'referrals', 'content', 'templates', 'mail'],
  onboarding: [
    ...base,
    'departments',
    'pitches',
    'partnerships',
    'referrals',
    'content',
    'reminders',
    'mail',
  ],
  // Lists of many rooms, and changes to many of their rows at once: it reads like a reader and calls like onboarding.
  lists: [...base, 'departments', 'pitches', 'reports'],
  webhooks: base,
  // Hears events by their names; asks approvals who wrote a text, since they may not decide about it.
  notices: [...base, 'approvals', 'mail'],
};
const rooms = Object.keys(floors);
/** Rooms that only read: every other room's *.queries.ts, and nothing else of theirs. */
const readers = ['records', 'today', 'search', 'reports'];

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Value imports never form a circle.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...rooms.map((room) => ({
      name: `floor-of-${room}`,
      severity: 'error',
      comment: `${room} stands on: ${floors[room].join(', ') || 'nothing'}.`,
      from: { path: `^src/${room}/` },
      to: { path: '^src/[^/]+/', pathNot: `^src/(${[room, ...floors[room]].join('|')})/` },
    })),
    {
      name: 'doors',
      severity: 'error',
      comment:
        'From outside a room: its module, services, queries, events and the shapes of its input (dto) only. The ground floor is open.',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/(?!platform/)[^/]+/',
        pathNot: ['^src/$1/', '\\.(module|service|queries|events|dto)\\.ts$'],
      },
    },
    {
      name: 'readers-only-read',
      severity: 'error',
      comment: 'Screens over many rooms read; they never call a service.',
      from: { path: `^src/(${readers.join('|')})/` },
      to: { path: `^src/(?!(${[...base, ...readers].join('|')})/)[^/]+/.*\\.service\\.ts$` },
    },
    {
      name: 'no-tests-inside',
      severity: 'error',
      comment: 'The product never imports a test.',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench)/|\\.spec\\.ts$' },
    },
    {
      name: 'known-packages',
      severity: 'error',
      comment: 'Everything imported stands in package.json.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/client/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
