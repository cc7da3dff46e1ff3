import { type BusinessCalendar, nextBusinessDay } from '../../platform/business-days.js';
import { addDays, type LocalDate } from '../../platform/local-time.js';
import type { TaskRow } from '../pitches.queries.js';
import { rhythmInWords } from './next-occurrence.js';

/** Tasks in the groups people plan by, with the days each may be put off to by one press, each only when it has something; the order within is the list's. */
export function agendaOf(tasks: readonly TaskRow[], today: LocalDate, calendar: BusinessCalendar) {
  const { tomorrow, nextWeek } = snoozeDays(today, calendar);
  const week = addDays(today, 7);
  const group = (label: string, late: boolean, belongs: (day: string | null) => boolean) => ({
    label,
    late,
    items: tasks
      .filter(({ dueOn }) => belongs(dueOn))
      .map((task) => ({
        ...taskLine(task),
        // Only what is later than now is putting off.
        snoozeTo: [tomorrow, nextWeek].filter((day) => task.dueOn !== null && day > task.dueOn),
      })),
  });
  return [
    group('Overdue', true, (day) => day !== null && day < today),
    group('Today', false, (day) => day === today),
    group('The next seven days', false, (day) => day !== null && day > today && day <= week),
    group('Later', false, (day) => day !== null && day > week),
    group('Any time', false, (day) => day === null),
  ].filter(({ items }) => items.length > 0);
}

/** A task as lists show it. */
export function taskLine(task: TaskRow) {
  return {
    ...task,
    done: task.doneAt !== null,
    department: `${task.departmentName}, ${task.departmentState}`,
    rhythm: task.repeat && rhythmInWords(task.repeat.every, task.repeat.unit),
  };
}

/** The days a task can be put off to with one press. */
export function snoozeDays(today: LocalDate, calendar: BusinessCalendar) {
  const tomorrow = nextBusinessDay(today, calendar);
  const nextWeek = nextBusinessDay(addDays(today, 6), calendar);
  return { tomorrow, nextWeek };
}
