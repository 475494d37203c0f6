// The device names of a bench with boards: `hil.json`, read and checked, and whether a board answers there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { ClientError } from '../../clients/errors.ts';
import { ROOT } from '../../build/paths.ts';
import { SiteError } from '../../metrology/adjust/site.ts';
import { RefusedError } from '../../records/legal-client.ts';
import { HilInputError } from './errors.ts';
import { PORT_NAMES, type PortName } from './capabilities.ts';
import { SerialBench, type Devices } from './serial-bench.ts';

const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, 'hil.schema.json'), 'utf8')) as object;
const EXAMPLE = 'tools/tests/hil/hil.example.json';

/** Where the names stand; `make hil` looks in the project's root. */
export const devicesPath = (): string => process.env.TWINMETER_HIL_DEVICES ?? join(ROOT, 'hil.json');

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new HilInputError(`${path}: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Reads and checks the file. Throws HilInputError. */
export function readDevices(path = devicesPath()): Devices {
  if (!existsSync(path))
    throw new HilInputError(`${path}: not there; it names the serial devices, as ${EXAMPLE} does`);
  const devices = parse(path);
  const ajv = new Ajv();
  const validate = ajv.compile<Devices>(SCHEMA);
  if (validate(devices)) return devices;
  const [{ instancePath, message, params }] = validate.errors!;
  const key = (params as { additionalProperty?: string }).additionalProperty;
  const what = key === undefined ? message : `unknown port '${key}', ports are ${PORT_NAMES.join(', ')}`;
  throw new HilInputError(`${path}: ${instancePath || 'the whole'}: ${what}`);
}

const named = (devices: Devices): PortName[] => PORT_NAMES.filter((name) => devices[name] !== undefined);

/** What a port is asked to find out whether a board is there. */
const QUESTIONS: Record<PortName, (bench: SerialBench) => Promise<unknown>> = {
  legal: (bench) => bench.ask('identify'),
  adjustment: (bench) => bench.adjust('adjustment_identify'),
  optical: (bench) => bench.read('optical'),
  rs485: (bench) => bench.read('rs485'),
  uplink: (bench) => bench.read('uplink'),
  downlink: (bench) => bench.read('downlink'),
};

/** Whether a board answers; a refusal is an answer. Throws what is wrong with the device itself. */
async function answers(name: PortName, bench: SerialBench): Promise<boolean> {
  try {
    await QUESTIONS[name](bench);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return true;
    if (error instanceof SiteError || (error instanceof ClientError && isSilence(error))) return false;
    throw error;
  }
}

const isSilence = ({ name }: ClientError): boolean => !/^Port/.test(name);

/** Looks for a board at the named ports, one after the other. Throws HilInputError when none answers. */
export async function findBoard(devices: Devices): Promise<PortName> {
  const missing = named(devices).find((name) => !existsSync(devices[name]!));
  if (missing) throw new HilInputError(`${missing}: ${devices[missing]}: there is no such device`);
  const bench = new SerialBench(devices);
  for (const name of named(devices)) if (await answers(name, bench)) return name;
  const places = named(devices).map((name) => `${name} at ${devices[name]}`);
  throw new HilInputError(`no board answers: asked ${places.join(', ')}`);
}
