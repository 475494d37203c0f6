// Progress of a run as the specs of what people see take it: nothing yet, and everything.
import type { ReportedEvent } from '../records/events.ts';
import type { Progress } from './report.ts';

const eventOf = (event: Partial<ReportedEvent>): ReportedEvent => ({
  ...{ sequence: 1, name: '', scope: 0, start: 0, end: null, start_s: 0, end_s: null },
  ...{ extreme: 0, limit: 0, unit: '' },
  ...event,
});

export const LINK = {
  requests: 20,
  replies: 19,
  repeats: 1,
  timeouts: 0,
  damaged: 1,
  refused: 0,
  bytes: 900,
};
export const EMPTY: Progress = {
  final: false,
  time_s: 0,
  samples: 0,
  meter: null,
  instant: { registers: null, instantaneous: null },
  registers: {},
  instantaneous: {},
  power_quality: {},
  link: LINK,
  lcd: ['', '', '', ''],
  ports: {},
  speed: 0,
  scene: null,
  metering: { restarts: 0, alive: true, flags: 0, missed_samples: 0, invalid_samples: 0 },
  management: { restarts: 0, alive: true, silent_s: 0 },
  faults: [],
  events: [],
};
export const FULL: Progress = {
  ...EMPTY,
  time_s: 12.34,
  samples: 49_360,
  registers: { '1-0:1.8.0.255': { value: 1.25, unit: 'Wh' }, '1-0:2.8.0.255': { value: 0.5, unit: 'Wh' } },
  instantaneous: {
    '1-0:32.7.0.255': { value: 230.1, unit: 'V' },
    '1-0:16.7.0.255': { value: -1150.5, unit: 'W' },
    '1-0:3.7.0.255': { value: 0, unit: 'var' },
    '1-0:4.7.0.255': { value: 400, unit: 'var' },
    '1-0:14.7.0.255': { value: 49.987, unit: 'Hz' },
  },
  power_quality: {
    '1-0:52.7.124.255': { value: 3.4129, unit: '%' },
    '1-0:12.7.131.255': { value: 1.5, unit: '%' },
    '1-0:12.7.133.255': { value: 2, unit: '' },
  },
  lcd: ['Twinmeter relayed 1s', 'row', '', ''],
  ports: { optical: '/dev/pts/7', rs485: null },
  speed: 1,
  scene: '15:30:02  kettle',
  events: [
    eventOf({ name: 'reset', start_s: 0, end_s: 0 }),
    eventOf({ name: 'over_current', scope: 2, start_s: 1, end_s: null }),
    eventOf({ name: 'dip', scope: 1, start_s: 2, end_s: 2.1 }),
  ],
};
