// What others may use of the type test: its programme, test by test, and what a test reports.
export { programmeOf, type Group } from './agenda.ts';
export type { Task } from './task.ts';
export type { PointResult } from './result.ts';
