// A companion profile out of a file that the user names, and as the bytes that a Twinmeter takes.
import { COMPANION_MOST } from '../../../shared-protocol/generated/ts/protocol.ts';
import { companionImage } from '../../clients/dlms/companion/image.ts';
import { FileFault } from '../../clients/dlms/companion/located-json.ts';
import { readCompanion, type Companion } from '../../clients/dlms/companion/profile-file.ts';
import { BadInputError } from '../errors.ts';
import { inputFile } from '../input-file.ts';

/** Reads a profile. Throws BadInputError with file, line and reason. */
export function companionOf(path: string): Companion {
  try {
    return readCompanion(inputFile(path).toString('utf8'));
  } catch (error) {
    if (error instanceof FileFault) throw new BadInputError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Throws BadInputError, also for one that is too long. */
export function imageOf(path: string): Buffer {
  const image = companionImage(companionOf(path));
  if (image.length > COMPANION_MOST)
    throw new BadInputError(`${path}: takes ${image.length} bytes, a Twinmeter has room for ${COMPANION_MOST}`);
  return image;
}
