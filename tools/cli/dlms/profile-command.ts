// `twinmeter profile`: one command, whichever protocol the rows come by.
import { RATES } from '../../clients/identification.ts';
import { command } from '../command.ts';
import { BadInputError } from '../errors.ts';
import type { OptionTable } from '../options.ts';
import { profile as profileBySession, PROFILE_OPTIONS, type Options } from '../profile.ts';
import { DLMS_ONLY, DLMS_OPTIONS } from './options.ts';
import { profile, ROW_OPTIONS } from './profile.ts';

const DLMS = 'dlms';

export const COMMAND_OPTIONS = {
  ...PROFILE_OPTIONS,
  port: DLMS_OPTIONS.port,
  baud: { ...DLMS_OPTIONS.baud, otherwise: `${RATES.at(-1)}; for dlms 9600` },
  protocol: {
    kind: 'choice',
    value: 'name',
    choices: ['iec62056-21', DLMS],
    default: 'iec62056-21',
    help: 'protocol: programming mode of IEC 62056-21, or DLMS/COSEM',
  },
  ...ROW_OPTIONS,
  ...DLMS_ONLY,
} as const satisfies OptionTable;

const OF_DLMS = Object.keys({ ...ROW_OPTIONS, ...DLMS_ONLY }) as (keyof typeof COMMAND_OPTIONS)[];
const OF_SESSION = ['address', 'level'] as const;
const presetOf = (name: keyof typeof COMMAND_OPTIONS): unknown =>
  (COMMAND_OPTIONS[name] as { default?: unknown }).default;

export const PROFILE_COMMAND = command(COMMAND_OPTIONS, async (values) => {
  const isDlms = values.protocol === DLMS;
  const others = isDlms ? OF_SESSION : OF_DLMS;
  const wrong = others.find((name) => values[name] && values[name] !== presetOf(name));
  if (wrong)
    throw new BadInputError(`--${wrong} ${isDlms ? 'does not go with' : 'goes with'} --protocol ${DLMS}`);
  if (isDlms) return void (process.exitCode = await profile(values));
  if (values.port === undefined) throw new BadInputError('--port PATH is missing');
  await profileBySession({ ...values, baud: values.baud ?? RATES.at(-1)! } as Options);
});
