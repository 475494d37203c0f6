// The nominal voltage and frequency of a meter as options, named alike in all commands.
import {
  NOMINAL_HZ_TEXT,
  NOMINAL_VOLTS_TEXT,
  SERVICE_TRAITS,
  type Service,
} from '../signals/waves/services.ts';
import type { Choice, Quantity } from './options.ts';

/** `--unom` between the voltages a command takes. */
export const unomOption = <Least extends number, Most extends number>(least: Least, most: Most) =>
  ({
    kind: 'number',
    unit: 'V',
    least,
    most,
    otherwise: NOMINAL_VOLTS_TEXT,
    help: 'nominal voltage',
  }) as const satisfies Quantity;

export const FNOM_OPTION = {
  kind: 'choice',
  value: 'Hz',
  choices: ['50', '60'],
  otherwise: NOMINAL_HZ_TEXT,
  help: 'nominal frequency',
} as const satisfies Choice;

/** What was said, or the usual voltage: of a phase, for 3p3w between two lines, for 3p4w-delta of a leg. */
export const nominalVolts = (service: Service, unom: number | undefined): number =>
  unom ?? SERVICE_TRAITS[service].nominal_V;

/** What was said, or the frequency of where the service is met. */
export const nominalHz = (service: Service, fnom: '50' | '60' | undefined): number =>
  Number(fnom ?? SERVICE_TRAITS[service].nominal_Hz);
