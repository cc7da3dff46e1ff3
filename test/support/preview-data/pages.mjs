/** Every vendor page with sample data: name of the picture, template, title, data. */
import { board, boardEmpty } from './board.mjs';
import * as d from './departments.mjs';
import { frame } from './frame.mjs';
import * as o from './office.mjs';
import * as p from './partnership.mjs';
import * as r from './review.mjs';
import * as w from './rewards.mjs';
import { today, todayEmpty } from './today.mjs';

const list = [
  ['board', 'pitches/board', 'Board', board],
  ['board-empty', 'pitches/board', 'Board', boardEmpty],
  ['today', 'today/index', 'Today', today],
  ['today-empty', 'today/index', 'Today', todayEmpty],
  ['department', 'departments/show', 'Pittsburg Police Department', d.department],
  ['department-new', 'departments/show', 'Wexley Police Department', d.departmentNew],
  ['department-edit', 'departments/edit', 'Edit', d.departmentEdit],
  ['partnership', 'partnerships/show', 'Partnership', p.partnership],
  ['progress', 'referrals/progress', 'Progress', p.progress],
  ['downloads', 'referrals/downloads', 'Downloads', p.downloads],
  ['pitch', 'pitches/show', 'Alder Falls Police Department', d.pitch],
  ['pitch-new', 'pitches/new', 'New pitch', d.pitchNew],
  ['pitch-find', 'pitches/new', 'New pitch', d.pitchFind],
  ['green-light', 'onboarding/new', 'Green light', d.greenLight],
  ['queue', 'approvals/queue', 'Queue', r.queue],
  ['queue-empty', 'approvals/queue', 'Queue', r.queueEmpty],
  ['review', 'approvals/review', 'Review', r.review],
  ['review-own', 'approvals/review', 'Review', r.reviewOwn],
  ['review-side', 'approvals/review', 'Review', r.reviewSide],
  ['rewards', 'rewards/list', 'Rewards', w.rewards],
  ['rewards-empty', 'rewards/list', 'Rewards', w.rewardsEmpty],
  ['reward', 'rewards/reward', 'Device 2', w.reward],
  ['reminders', 'reminders/calendar', 'Reminders', w.reminders],
  ['schedule', 'reminders/schedule', 'Reminders', w.schedule],
  ['imports', 'imports/index', 'Imports', o.imports],
  ['imports-empty', 'imports/index', 'Imports', o.importsEmpty],
  ['import', 'imports/show', 'Import', o.importPreview],
  ['import-running', 'imports/show', 'Import', o.importRunning],
  ['mail', 'mail/index', 'Mail', o.mail],
  ['mail-one', 'mail/show', 'Mail', o.mailOne],
  ['reports', 'reports/pipeline', 'Reports', o.reports],
  ['audit', 'records/audit', 'Records', o.audit],
  ['settings', 'settings/index', 'Settings', { ...o.settings, banners: { demo: true, placeholderOrganisation: true }, insecureCookie: true }],
  ['people', 'settings/people', 'People', o.people],
  ['search', 'search/results', 'Search', o.search],
]; // prettier-ignore

export const pages = list.map(([name, template, title, data]) => ({
  name,
  template,
  title,
  layout: 'vendor',
  data: { ...frame, title, ...data },
}));
