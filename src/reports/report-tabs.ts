const TABS = [
  { key: 'pipeline', label: 'Pipeline', path: '/reports' },
  { key: 'people', label: 'People', path: '/reports/people' },
  { key: 'partners', label: 'Partners', path: '/reports/partners' },
  { key: 'departments', label: 'Departments', path: '/reports/departments' },
];

/** Ways from one report to the others; `kept` is the query of days and owner that they share. */
export function tabsOf(here: string, kept: string): { label: string; href: string; here: boolean }[] {
  return TABS.map(({ key, label, path }) => ({
    label,
    href: kept ? `${path}?${kept}` : path,
    here: key === here,
  }));
}

/** Where a report is. */
export function pathOf(key: string): string {
  return TABS.find((tab) => tab.key === key)?.path ?? '/reports';
}
