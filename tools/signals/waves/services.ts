// The services a meter is made for, as data: elements with their angles and voltages, nominal values, the neutral.

export type Service = '1p2w' | '2p3w' | '3p3w' | '3p4w' | '3p4w-delta';

export interface ServiceElement {
  /** Index of its V and I inputs. */
  readonly input: 0 | 1 | 2;
  /** Its voltage in nominal voltages of the service: 1 but for the high leg of a delta. */
  readonly voltage: number;
  /** Angles of voltage and current under a balanced load of PF 1, degrees. */
  readonly voltage_deg: number;
  readonly current_deg: number;
}

export interface ServiceTraits {
  readonly elements: readonly ServiceElement[];
  /** Where such networks are: nominal voltage (to neutral; line to line where there is none) and frequency. */
  readonly nominal_V: number;
  readonly nominal_Hz: 50 | 60;
  readonly hasNeutral: boolean;
  /** Arithmetic apparent power in sums of the elements' U x I. */
  readonly apparentShare: number;
}

const element = (input: 0 | 1 | 2, voltage_deg: number, current_deg = voltage_deg, voltage = 1) => ({
  input,
  voltage,
  voltage_deg,
  current_deg,
});

/**
 * 3p3w has two elements, U12 on V1 with I1 and U32 on V3 with I3; with E1 at 0, U12 = E1 - E2 stands at +30 and U32 at
 * +90 degrees. Its factor of root 3/4 makes a balanced load show its true S. 2p3w: two legs and the middle of one
 * winding. 3p4w-delta: the neutral is the middle of the winding from L1 to L3, so L2 is the high leg at root 3 times
 * the voltage and at right angles to them; currents follow the star of the three lines.
 */
export const SERVICE_TRAITS: Record<Service, ServiceTraits> = {
  '1p2w': { elements: [element(0, 0)], ...europe(230), hasNeutral: true, apparentShare: 1 },
  '2p3w': { elements: [element(0, 0), element(1, 180)], ...america(120), hasNeutral: true, apparentShare: 1 },
  '3p3w': {
    elements: [element(0, 30, 0), element(2, 90, 120)],
    ...europe(400),
    hasNeutral: false,
    apparentShare: Math.sqrt(3) / 2,
  },
  '3p4w': {
    elements: [element(0, 0), element(1, -120), element(2, 120)],
    ...europe(230),
    hasNeutral: true,
    apparentShare: 1,
  },
  '3p4w-delta': {
    elements: [element(0, 0, 30), element(1, -90, -90, Math.sqrt(3)), element(2, 180, 150)],
    ...america(120),
    hasNeutral: true,
    apparentShare: 1,
  },
};

function europe(nominal_V: number): Pick<ServiceTraits, 'nominal_V' | 'nominal_Hz'> {
  return { nominal_V, nominal_Hz: 50 };
}

function america(nominal_V: number): Pick<ServiceTraits, 'nominal_V' | 'nominal_Hz'> {
  return { nominal_V, nominal_Hz: 60 };
}

export const SERVICES = Object.keys(SERVICE_TRAITS) as readonly Service[];

const ofEach = <T>(of: (traits: ServiceTraits) => T): Record<Service, T> =>
  Object.fromEntries(SERVICES.map((service) => [service, of(SERVICE_TRAITS[service])])) as Record<Service, T>;

/** The measuring elements of a service, as indices of V and I inputs. */
export const ELEMENTS: Record<Service, readonly number[]> = ofEach(({ elements }) =>
  elements.map((e) => e.input),
);

/** Power of a balanced load at PF 1 in nominal voltages times line currents: the elements' shares of it add up. */
export const LOAD_FACTOR: Record<Service, number> = ofEach(({ elements }) =>
  elements.reduce(
    (sum, e) => sum + e.voltage * Math.cos(((e.voltage_deg - e.current_deg) * Math.PI) / 180),
    0,
  ),
);

/** True where a balanced load has its own angle at each element: only then one of them has a power factor of its own. */
export const elementsArePhases = (service: Service): boolean =>
  SERVICE_TRAITS[service].elements.every((e) => e.voltage_deg === e.current_deg);

/** "230; 400 for 3p3w": a default by service in words, the first being that of most. */
function inWords(of: (traits: ServiceTraits) => number): string {
  const [usual, ...others] = [...new Set([of(SERVICE_TRAITS['3p4w']), ...Object.values(ofEach(of))])];
  const those = (value: number): string =>
    SERVICES.filter((s) => of(SERVICE_TRAITS[s]) === value).join(' and ');
  return [`${usual}`, ...others.map((value) => `${value} for ${those(value)}`)].join('; ');
}

/** The nominal values by service, for help texts. */
export const NOMINAL_VOLTS_TEXT: string = inWords((t) => t.nominal_V);
export const NOMINAL_HZ_TEXT: string = inWords((t) => t.nominal_Hz);
