// `twinmeter dlms companion`: which companion profile is in force at a Twinmeter; loads one from a file, chooses one.
import { numberOf, octets, type Data } from '../../clients/dlms/index.ts';
import { command } from '../command.ts';
import type { OptionTable, Values } from '../options.ts';
import { printable, printableJson } from '../printable.ts';
import { imageOf } from './companion-file.ts';
import { DEVICE_OPTION, placed } from './device.ts';
import { DLMS_OPTIONS } from './options.ts';
import { dlmsExit, withDlms, type DlmsSession } from './session.ts';

/** In the order of the meter's numbers. */
const CHOICES = ['own', 'dsmr', 'loaded'] as const;

export const COMPANION_OPTIONS = {
  ...DEVICE_OPTION,
  ...DLMS_OPTIONS,
  load: { kind: 'text', value: 'file', help: 'companion profile to load, a JSON file; it is in force once chosen' },
  choose: {
    kind: 'choice',
    value: 'name',
    choices: CHOICES,
    help: "profile to put in force: the meter's own list, DSMR 4.2.2 P3, or the one that was loaded",
  },
} as const satisfies OptionTable;

const at = (e: number) => ({ class: 1, obis: `0-0:96.144.${e}.255`, id: 2 });
const [CHOICE, NAME, FILE] = [at(0), at(1), at(2)];

const textIn = (data: Data) => ('bytes' in data ? Buffer.from(data.bytes).toString('latin1') : '');

/** The choice and the name that the meter tells. */
async function told({ client, run }: DlmsSession): Promise<{ profile: string; name: string }> {
  const choice = await run(client.get(CHOICE));
  const name = textIn(await run(client.get(NAME)));
  return { profile: CHOICES[Number('value' in choice ? choice.value : 0)], name };
}

/** Returns the exit code: 1 where the meter refuses. Throws BadInputError. */
export function companion(given: Values<typeof COMPANION_OPTIONS>, print = console.log): Promise<number> {
  const options = placed(given);
  const image = options.load === undefined ? undefined : imageOf(options.load);
  return dlmsExit('dlms companion', () =>
    withDlms(options, async (session) => {
      const { client, run } = session;
      if (image) await run(client.set(FILE, octets(image)));
      const number = CHOICES.findIndex((name) => name === options.choose);
      if (number >= 0) await run(client.set(CHOICE, numberOf('unsigned', number)));
      const { profile, name } = await told(session);
      const place = options.port ?? options.host;
      print(
        options.json ? printableJson({ port: place, profile, name }) : printable(`in force: ${profile}, ${name}`),
      );
    }),
  );
}

export const COMPANION = command(
  COMPANION_OPTIONS,
  async (values) => void (process.exitCode = await companion(values)),
);
