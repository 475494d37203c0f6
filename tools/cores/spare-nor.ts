// The NOR of a core in this process that begins with an erased one: of a meter that is gone, made new, where there is one.
import { NOR_BYTES } from '../../shared-protocol/generated/ts/protocol.ts';
import { NorImage } from '../rp2350/chips/nor-image.ts';

/** Both boards of a meter. A bench opens meters by the thousand: 16 MB each, asked of the system and swept, were a tenth of its time. */
const MOST = 2;
const spare: NorImage[] = [];

/** An erased NOR. */
export const erasedNor = (): NorImage => spare.pop() ?? new NorImage(NOR_BYTES);

/** Nobody uses it any more; it must have come from `erasedNor`. */
export function giveBack(nor: NorImage): void {
  if (spare.length >= MOST) return;
  nor.renew();
  spare.push(nor);
}
