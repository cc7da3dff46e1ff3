/** Writes the map of inline icons the pages use, from the outline set of @tabler/icons. Run after changing the list. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = [
  'adjustments-horizontal', 'alert-triangle', 'archive', 'arrow-back-up', 'arrow-left', 'arrow-right', 'bell', 'book-2',
  'building', 'building-community', 'calendar-event', 'calendar-month', 'chart-bar', 'check', 'chevron-down',
  'chevron-left', 'chevron-right', 'circle-check', 'clipboard-data', 'clock', 'columns-2', 'copy', 'corner-down-left',
  'database-export', 'device-mobile', 'dots', 'download', 'external-link', 'eye', 'file-import', 'file-text', 'gift',
  'history', 'home', 'info-circle', 'key', 'link', 'lock', 'logout', 'mail', 'map-2', 'menu-2', 'message', 'minus', 'moon', 'note',
  'package', 'pencil', 'phone', 'player-pause', 'player-stop', 'plus', 'printer', 'qrcode', 'refresh', 'report', 'rubber-stamp', 'search', 'send', 'settings', 'sort-ascending', 'sort-descending', 'star', 'sun',
  'trash', 'truck', 'upload', 'user', 'users', 'users-group', 'world', 'writing', 'x',
]; // prettier-ignore

const root = join(import.meta.dirname, '..');
const folder = join(root, 'node_modules/@tabler/icons/icons/outline');

const lines = NAMES.map((name) => {
  const svg = readFileSync(join(folder, `${name}.svg`), 'utf8');
  const shape = svg
    .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
    .replace(/<path stroke="none"[^>]*\/>/g, '')
    .replace(/\s*\n\s*/g, '')
    .replace(/ \/>/g, '/>')
    .trim();
  return `  '${name}': '${shape}',`;
});

writeFileSync(
  join(root, 'src/platform/web/views/helpers/icons.generated.ts'),
  `// Made by scripts/make-icons.mjs from the outline icons of Tabler (MIT). Change the list there, not here.\n// prettier-ignore\nexport const ICONS: Record<string, string> = {\n${lines.join('\n')}\n};\n`,
);
