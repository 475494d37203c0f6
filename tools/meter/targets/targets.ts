// The table of targets: where the two modules run. A new target is a new row.
import { readFileSync } from 'node:fs';
import { openMeter } from '../meter.ts';
import type { CoreInputs, Cores, MeterRequest, Target } from '../target.ts';
import type { RandomTap } from '../../cores/board-chips.ts';
import { builtPath } from '../../build/paths.ts';
import type { Role } from '../../cores/core-runner.ts';
import { HostProcess } from '../../cores/host-process.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { Wasm3Library } from '../../cores/wasm3-library.ts';
import { erasedNor, giveBack } from '../../cores/spare-nor.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { provision } from '../keys/provisioned.ts';
import { inFiles } from './board-files.ts';

const V8 = 'v8';

/** The cores of a request, recorded where somebody records them. */
function made(make: (inputs: CoreInputs, engine: string) => Cores, request: MeterRequest): Cores {
  const { recorder, engine } = request;
  if (!recorder) return make(request, engine);
  recorder.begin(request, engine === V8);
  const random: RandomTap = (bytes, draw) => {
    const status = draw();
    recorder.drew(bytes);
    return status;
  };
  const { dispose, ...cores } = make({ ...request, random }, engine);
  const cut = (role: Role) => () => request.powerCuts?.[role]?.[0];
  return {
    metering: recorder.recorded('metering', cores.metering, cut('metering')),
    management: recorder.recorded('management', cores.management, cut('management')),
    dispose,
  };
}

/** A target whose cores are advanced slice by slice by the conductor. */
function bySlices(make: (inputs: CoreInputs, engine: string) => Cores): Target['open'] {
  return async (request) => {
    const cores = made(make, request);
    try {
      return await openMeter({ ...request, cores, dispose: cores.dispose });
    } catch (error) {
      cores.dispose();
      throw error;
    }
  };
}

/** One process per core, as there are two MCUs. */
function processes(inputs: CoreInputs): Cores {
  const program = builtPath('host', 'twinmeter-core');
  const { watchdog_ms } = inputs;
  return inFiles(inputs, (role, files) => new HostProcess({ role, program, watchdog_ms, ...files }));
}

/** Both cores in this process; under V8 FRAM and NOR are plain memory that outlives the core. */
function inProcess(inputs: CoreInputs, engine: string): Cores {
  if (engine === 'wasm3') {
    builtPath('host', 'libtwinmeter.so');
    return inFiles(
      inputs,
      (role, { module, identity, ...files }) =>
        new Wasm3Library({ role, module: readFileSync(module), identity: readFileSync(identity), ...files }),
    );
  }
  const used: (() => void)[] = [];
  const factory = (role: Role, fram: () => Uint8Array) => {
    const kept = inputs.storage?.[role];
    let nor = kept && new NorImage(NOR_BYTES, kept.nor);
    const made = () => {
      const fresh = erasedNor();
      used.push(() => giveBack(fresh));
      return fresh;
    };
    return () => {
      const bytes = kept?.fram ?? fram();
      const identity = provision(bytes, role, inputs.keys);
      nor?.settle();
      return new V8Core({
        role,
        module: inputs.modules[role],
        fram: bytes,
        nor: () => (nor ??= made()),
        identity,
        cut: inputs.powerCuts?.[role]?.shift(),
        random: inputs.random,
      });
    };
  };
  // Made when it is asked for: a bench of metering cores opens thousands without it.
  let blank = inputs.managementFram;
  return {
    metering: factory('metering', () => inputs.fram),
    management: factory('management', () => (blank ??= new Uint8Array(inputs.fram.length).fill(0xff))),
    dispose: () => used.splice(0).forEach((give) => give()),
  };
}

export const TARGETS: readonly Target[] = [
  {
    name: 'host',
    engines: ['wasm3'],
    about: 'the C host, one process per core',
    make: processes,
    open: bySlices(processes),
  },
  {
    name: 'wasm',
    engines: ['v8', 'wasm3'],
    about: 'both modules in this process, virtual time',
    make: inProcess,
    open: bySlices(inProcess),
  },
  {
    name: 'emulated',
    engines: ['wasm3', 'aot'],
    about: 'the unmodified firmware images on the RP2350 emulator',
    // Loaded when asked for: the other targets need no emulator.
    open: async (request) => (await import('../emulated/emulated-meter.ts')).openEmulatedMeter(request),
  },
];
