// The nominal voltage and frequency of a meter as options, named alike in all commands.
import type { Service } from '../signals/waves/source.ts';
import type { Choice, Quantity } from './options.ts';

/** `--unom` between the voltages a command takes. */
export const unomOption = <Least extends number, Most extends number>(least: Least, most: Most) =>
  ({
    kind: 'number',
    unit: 'V',
    least,
    most,
    otherwise: '230; 400 for 3p3w',
    help: 'nominal voltage',
  }) as const satisfies Quantity;

export const FNOM_OPTION = {
  kind: 'choice',
  value: 'Hz',
  choices: ['50', '60'],
  default: '50',
  help: 'nominal frequency',
} as const satisfies Choice;

/** What was said, or the usual voltage: of a phase, for 3p3w between two lines. */
export const nominalVolts = (service: Service, unom: number | undefined): number =>
  unom ?? (service === '3p3w' ? 400 : 230);
