interface Place {
  name: string;
  href: string;
  icon: string;
  keys?: string[];
  /** The right without which the page would be refused. */
  needs?: string;
}

const CREATE: Place[] = [
  { name: 'New pitch', href: '/pitches/new', icon: 'plus', keys: ['N'], needs: 'pitchesWrite' },
  { name: 'Add a department', href: '/departments/new', icon: 'plus', needs: 'departmentsWrite' },
  { name: 'Import a list of departments', href: '/imports', icon: 'file-import', needs: 'importsManage' },
];

const go = (name: string, href: string, icon: string, letter: string): Place => ({
  name,
  href,
  icon,
  keys: ['G', letter],
});

const GO_TO: Place[] = [
  go('Today', '/', 'calendar-event', 'T'),
  go('Board', '/board', 'columns-2', 'B'),
  go('Departments', '/departments', 'building-community', 'D'),
  go('Queue', '/queue', 'rubber-stamp', 'Q'),
  go('Rewards', '/rewards', 'package', 'W'),
  { ...go('Stock', '/stock', 'archive', 'O'), needs: 'rewardsFulfil' },
  go('Reminders', '/reminders', 'calendar-month', 'M'),
  go('Mail', '/mail', 'mail', 'E'),
  go('Reports', '/reports', 'clipboard-data', 'P'),
  { ...go('Imports', '/imports', 'file-import', 'I'), needs: 'importsManage' },
  go('Records', '/audit', 'history', 'R'),
  go('Settings', '/settings', 'adjustments-horizontal', 'S'),
];

/** The pages and first steps the reader may open whose name holds what was typed; all of them when nothing was. */
export function placesFor(
  query: string,
  may: Record<string, boolean>,
): { title: string; entries: Place[] }[] {
  // "go to board" is the board, and "open reports" the reports.
  const wanted = query
    .trim()
    .toLowerCase()
    .replace(/^(go to|go|open)\s+/, '');
  const fits = ({ name, needs }: Place): boolean =>
    name.toLowerCase().includes(wanted) && (!needs || may[needs] === true);
  return [
    { title: 'Create', entries: CREATE.filter(fits) },
    { title: 'Go to', entries: GO_TO.filter(fits) },
  ].filter(({ entries }) => entries.length > 0);
}

export const placeHelpers = {
  places: (query: unknown, may: unknown) =>
    placesFor(
      typeof query === 'string' ? query : '',
      typeof may === 'object' && may !== null ? (may as Record<string, boolean>) : {},
    ),
};
