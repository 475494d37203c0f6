// `twinmeter clock`: the time of a meter beside that of this computer; sets or shifts it, and sets zone and daylight saving.
import { decodeDateTime, momentText, numberOf, type Data, type Target } from '../../clients/dlms/index.ts';
import { ClientError } from '../../clients/errors.ts';
import { command } from '../command.ts';
import { BadInputError } from '../errors.ts';
import type { OptionTable, Values } from '../options.ts';
import { printable, printableJson } from '../printable.ts';
import { utcTime } from '../utc-time.ts';
import { checkZone, zoneWritings } from './clock-zone.ts';
import { DLMS_OPTIONS } from './options.ts';
import { dlmsExit, withDlms } from './session.ts';
import { instantData } from './value.ts';

export const CLOCK_OPTIONS = {
  set: {
    kind: 'text',
    value: 'time',
    help: 'set the clock to a time in UTC, or to that of this computer: now',
  },
  shift: {
    kind: 'number',
    unit: 's',
    least: -900,
    most: 900,
    help: 'shift the clock by whole seconds (method 6)',
  },
  zone: {
    kind: 'number',
    unit: 'min',
    least: -720,
    most: 840,
    help: 'set the zone: local time ahead of UTC without daylight saving, 60 in Central Europe; at a Twinmeter by client 3 of logical device 16',
  },
  daylight: {
    kind: 'choice',
    value: 'rule',
    choices: ['none', 'europe'],
    help: 'set the rules of daylight saving: none, or those of Europe for --zone',
  },
  ...DLMS_OPTIONS,
} as const satisfies OptionTable;

const TIME: Target = { class: 8, obis: '0-0:1.0.0.255', id: 2 };
const SHIFT: Target = { ...TIME, id: 6 };
const STATUS = ['invalid', 'doubtful', 'of another source', 'with an invalid status'];
const DAYLIGHT = 0x80;

function tellingOf(data: Data) {
  if (data.type !== 'octet-string' && data.type !== 'date-time')
    throw new ClientError('the clock holds no time');
  const { instant, deviation_min, status } = decodeDateTime(data.bytes);
  const difference_s = Math.round((instant.getTime() - Date.now()) / 10) / 100;
  const marks = STATUS.filter((_, bit) => status & (1 << bit));
  const isDaylight = (status & DAYLIGHT) !== 0;
  return {
    text: momentText(data.bytes)!,
    instant: instant.toISOString(),
    deviation_min: deviation_min ?? null,
    status,
    marks,
    isDaylight,
    difference_s,
  };
}

function lineOf({
  text,
  marks,
  isDaylight,
  deviation_min,
  difference_s,
}: ReturnType<typeof tellingOf>): string {
  const ahead = `${Math.abs(difference_s).toFixed(2)} s ${difference_s < 0 ? 'behind' : 'ahead of'} this computer`;
  const notes = [
    ...(isDaylight ? ['daylight saving time'] : []),
    ...marks.map((mark) => `the time is ${mark}`),
  ];
  const unknown = deviation_min === null ? ['its deviation from UTC is not told'] : [];
  return printable([`${text}  ${ahead}`, ...notes, ...unknown].join('; '));
}

type ClockValues = Values<typeof CLOCK_OPTIONS>;

/** Returns the exit code. Throws BadInputError. */
export function clock(options: ClockValues, print = console.log): Promise<number> {
  const { set, shift, zone, daylight } = options;
  checkZone(zone, daylight);
  if (set !== undefined && shift !== undefined) throw new BadInputError('give either --set or --shift');
  if (shift !== undefined && !Number.isInteger(shift))
    throw new BadInputError(`--shift ${shift}: expected whole seconds`);
  const time_s = set === undefined || set === 'now' ? undefined : utcTime('--set', set);
  return dlmsExit('clock', () =>
    withDlms(options, async ({ client, run }) => {
      if (set !== undefined)
        await run(client.set(TIME, instantData(time_s ?? Math.round(Date.now() / 1000))));
      if (shift !== undefined) await run(client.act(SHIFT, numberOf('long', shift)));
      for (const [target, data] of zoneWritings(zone, daylight)) await run(client.set(target, data));
      const telling = tellingOf(await run(client.get(TIME)));
      print(
        options.json
          ? printableJson({ port: options.port ?? options.host, clock: telling })
          : lineOf(telling),
      );
    }),
  );
}

export const CLOCK = command(CLOCK_OPTIONS, async (values) => void (process.exitCode = await clock(values)));
