// Reads SunSpec models out of registers: where each point of the common and the meter models lies, and what it says.

export interface Model {
  readonly id: number;
  readonly length: number;
  /** Behind id and length. */
  readonly body: Buffer;
}

/** Another beginning than the models have, or a model that does not end within the registers. */
export class SunSpecError extends Error {
  override name = 'SunSpecError';
}

type Kind = 'text' | 'int' | 'scale' | 'float' | 'counter' | 'bits' | 'number';
interface Point {
  readonly name: string;
  readonly kind: Kind;
  readonly registers: number;
  readonly scale?: string;
}

const PHASES = ['A', 'B', 'C'];
const LINES = ['AB', 'BC', 'CA'];
const ofPhases = (name: string): string[] => [name, ...PHASES.map((phase) => `${name}ph${phase}`)];
const CURRENTS = ['A', ...PHASES.map((phase) => `Aph${phase}`)];
const VOLTAGES = ofPhases('PhV');
const LINE_VOLTAGES = ['PPV', ...LINES.map((line) => `PhVph${line}`)];
const POWERS = ['W', 'VA', 'VAR'];
const ENERGIES = ['TotWhExp', 'TotWhImp', 'TotVAhExp', 'TotVAhImp'];
const QUADRANTS = ['TotVArhImpQ1', 'TotVArhImpQ2', 'TotVArhExpQ3', 'TotVArhExpQ4'];
const counted = (name: string): string[] => [name, ...PHASES.map((phase) => `${name}Ph${phase}`)];

const text = (name: string, registers: number): Point => ({ name, kind: 'text', registers });
const COMMON: Point[] = [
  text('Mn', 16),
  text('Md', 16),
  text('Opt', 8),
  text('Vr', 8),
  text('SN', 16),
  { name: 'DA', kind: 'number', registers: 1 },
];

const float = (name: string): Point => ({ name, kind: 'float', registers: 2 });
const FLOATS: Point[] = [
  ...[...CURRENTS, ...VOLTAGES, ...LINE_VOLTAGES, 'Hz'].map(float),
  ...[...POWERS, 'PF'].flatMap(ofPhases).map(float),
  ...[...ENERGIES, ...QUADRANTS].flatMap(counted).map(float),
  { name: 'Evt', kind: 'bits', registers: 2 },
];

/** Points of one scale factor, which stands behind them. */
function scaled(names: readonly string[], scale: string, kind: Kind = 'int'): Point[] {
  const registers = kind === 'counter' ? 2 : 1;
  return [
    ...names.map((name) => ({ name, kind, registers, scale })),
    { name: scale, kind: 'scale', registers: 1 },
  ];
}
const INTEGERS: Point[] = [
  ...scaled(CURRENTS, 'A_SF'),
  ...scaled([...VOLTAGES, ...LINE_VOLTAGES], 'V_SF'),
  ...scaled(['Hz'], 'Hz_SF'),
  ...[...POWERS, 'PF'].flatMap((name) => scaled(ofPhases(name), `${name}_SF`)),
  ...scaled(ENERGIES.slice(0, 2).flatMap(counted), 'TotWh_SF', 'counter'),
  ...scaled(ENERGIES.slice(2).flatMap(counted), 'TotVAh_SF', 'counter'),
  ...scaled(QUADRANTS.flatMap(counted), 'TotVArh_SF', 'counter'),
  { name: 'Evt', kind: 'bits', registers: 2 },
];

const pointsOf = (id: number): Point[] => (id === 1 ? COMMON : id > 210 ? FLOATS : INTEGERS);

/** The models in registers that begin with `SunS`. Throws SunSpecError. */
export function modelsIn(registers: readonly number[]): Model[] {
  const bytes = Buffer.alloc(2 * registers.length);
  registers.forEach((word, at) => bytes.writeUInt16BE(word, 2 * at));
  if (bytes.subarray(0, 4).toString('latin1') !== 'SunS') throw new SunSpecError('no SunS at the beginning');
  const models: Model[] = [];
  for (let at = 4; ; ) {
    if (at + 2 > bytes.length) throw new SunSpecError('no end of the models');
    const id = bytes.readUInt16BE(at);
    if (id === 0xffff) return models;
    const length = bytes.readUInt16BE(at + 2);
    models.push({ id, length, body: bytes.subarray(at + 4, at + 4 + 2 * length) });
    at += 4 + 2 * length;
  }
}

/** Value of a point; NaN where the meter does not have it. */
export function valueOf(model: Model, name: string): string | number {
  let at = 0;
  for (const point of pointsOf(model.id)) {
    if (point.name === name) return read(model, point, at);
    at += 2 * point.registers;
  }
  throw new SunSpecError(`model ${model.id} has no point ${name}`);
}

function read(model: Model, { kind, registers, scale }: Point, at: number): string | number {
  const { body } = model;
  const factor = scale === undefined ? 1 : 10 ** Number(valueOf(model, scale));
  if (kind === 'text')
    return body
      .subarray(at, at + 2 * registers)
      .toString('latin1')
      .replace(/\0+$/, '');
  if (kind === 'float') return body.readFloatBE(at);
  if (kind === 'counter') return body.readUInt32BE(at) * factor;
  if (kind === 'bits') return body.readUInt32BE(at);
  const value = body.readInt16BE(at);
  return kind === 'int' && value === -32768 ? NaN : value * factor;
}
