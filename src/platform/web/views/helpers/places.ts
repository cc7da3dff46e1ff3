interface Place {
  name: string;
  href: string;
  icon: string;
  keys?: string[];
}

const CREATE: Place[] = [
  { name: 'New pitch', href: '/pitches/new', icon: 'plus', keys: ['N'] },
  { name: 'Add a department', href: '/departments/new', icon: 'plus' },
  { name: 'Import a list of departments', href: '/imports', icon: 'file-import' },
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
  go('Reminders', '/reminders', 'calendar-month', 'M'),
  go('Mail', '/mail', 'mail', 'E'),
  go('Reports', '/reports', 'clipboard-data', 'P'),
  go('Imports', '/imports', 'file-import', 'I'),
  go('Records', '/audit', 'history', 'R'),
  go('Settings', '/settings', 'adjustments-horizontal', 'S'),
];

/** The pages and first steps whose name holds what was typed; all of them when nothing was. */
export function placesFor(query: string): { title: string; entries: Place[] }[] {
  const wanted = query.trim().toLowerCase();
  const fits = (place: Place): boolean => place.name.toLowerCase().includes(wanted);
  return [
    { title: 'Create', entries: CREATE.filter(fits) },
    { title: 'Go to', entries: GO_TO.filter(fits) },
  ].filter(({ entries }) => entries.length > 0);
}

export const placeHelpers = {
  places: (query: unknown) => placesFor(typeof query === 'string' ? query : ''),
};
