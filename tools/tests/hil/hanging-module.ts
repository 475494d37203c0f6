// A core's own module that hangs when somebody does something: so one can see that nothing but that is wrong with it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SWITCH_MAIN_COVER } from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtPath } from '../../build/paths.ts';
import type { Role } from '../../cores/core-runner.ts';

interface Trap {
  /** The export in which it hangs. */
  readonly event: string;
  /** When it does: leaves an i32. */
  readonly condition: string;
}

/** The metering core hangs as its cover is opened, the other one as its button is pressed. */
const TRAPS: Record<Role, Trap> = {
  metering: {
    event: 'switch_changed',
    condition: `(i32.and (i32.eq (local.get 0) (i32.const ${SWITCH_MAIN_COVER})) (i32.eqz (local.get 1)))`,
  },
  management: { event: 'button_changed', condition: '(local.get 1)' },
};

/** The text with an endless loop at the beginning of a function, behind its parameters and locals. */
function withTrap(text: string, { event, condition }: Trap): string {
  const index = new RegExp(`\\(export "${event}" \\(func (\\d+)\\)\\)`).exec(text)![1];
  const head = new RegExp(`\\(func \\(;${index};\\)[^\\n]*\\n(?:\\s*\\(local [^\\n]*\\n)?`);
  return text.replace(head, (found) => `${found}(if ${condition} (then (loop $ever (br $ever))))\n`);
}

/** The built module of a core with its trap. */
export function hangingModule(role: Role): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-hang-'));
  try {
    const [wat, wasm] = [join(folder, 'hangs.wat'), join(folder, 'hangs.wasm')];
    const text = execFileSync('wasm2wat', [builtPath(`${role}-core.wasm`)], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    writeFileSync(wat, withTrap(text, TRAPS[role]));
    execFileSync('wat2wasm', [wat, '-o', wasm]);
    return new Uint8Array(readFileSync(wasm));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
