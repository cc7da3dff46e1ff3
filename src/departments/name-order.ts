/** SQL: departments `d` in the order of their names, by code points: the order their indexes keep in any database. */
export const BY_NAME = 'd.search_name collate "C"';
