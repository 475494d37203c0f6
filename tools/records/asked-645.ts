// One question of DL/T 645 after the other to a meter whose bytes somebody else carries: for programs that hold the meter's time.
import { RefusedError } from '../clients/errors.ts';
import { Client645, FUNCTION_645, identifierBytes, type Answer645 } from '../clients/dlt645/client.ts';
import { ANY_ADDRESS, FrameReader } from '../clients/dlt645/frame.ts';

/** Carries bytes, and gives what came back. */
export type Say = (bytes: Uint8Array, isEnough: (heard: Uint8Array) => boolean) => Promise<Uint8Array>;

const hasFrame = (heard: Uint8Array): boolean => new FrameReader().push(heard).length > 0;

/** The answer, or undefined for silence. Throws RefusedError. */
export async function ask645(
  say: Say,
  control: number,
  data: Uint8Array = new Uint8Array(),
  address = ANY_ADDRESS,
): Promise<Answer645 | undefined> {
  const client = new Client645();
  return client.receive(await say(client.request(address, control, data), hasFrame));
}

/** Data of an identifier without it, all frames of them together; undefined for silence. Throws RefusedError. */
export async function read645Data(
  say: Say,
  di: string,
  also: Uint8Array = new Uint8Array(),
): Promise<Uint8Array | undefined> {
  const identifier = [...identifierBytes(di)];
  let answer = await ask645(say, FUNCTION_645.read, Uint8Array.from([...identifier, ...also]));
  const parts = [...(answer?.data.subarray(4) ?? [])];
  for (let number = 1; answer?.more; number++) {
    answer = await ask645(say, FUNCTION_645.readMore, Uint8Array.from([...identifier, number]));
    parts.push(...(answer?.data.subarray(4, -1) ?? []));
  }
  return answer && Uint8Array.from(parts);
}

/** Takes the line to 115,200 baud, in force once the answer has left; undefined for silence. Throws RefusedError. */
export const takeQuickRate = (say: Say): Promise<Answer645 | undefined> =>
  ask645(say, FUNCTION_645.changeRate, Uint8Array.of(0x82));

/** The bits of the error that a question is refused with; 0 where it is answered, undefined for silence. */
export async function error645(asking: Promise<Answer645 | undefined>): Promise<number | undefined> {
  try {
    return (await asking) && 0;
  } catch (error) {
    if (error instanceof RefusedError) return error.status;
    throw error;
  }
}
