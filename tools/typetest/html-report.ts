// placeholder
import type { TypetestReport } from './result.ts';
export const htmlReport = (report: TypetestReport): string => JSON.stringify(report);
