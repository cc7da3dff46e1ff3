import type { BusinessHours } from './due-time.js';

const OFFICE: BusinessHours = { weekdays: [1, 2, 3, 4, 5], opens: 9 * 60, closes: 17 * 60 };
