// Who asks, while one request is served: what providers may know of it.
// Legally relevant (IR46). Changes alter the software identification.
import { Association } from './association';

let asking: usize = 0;

export function setAsking(association: Association): void {
  asking = changetype<usize>(association);
}

/** The association whose request is served; of an answer to a challenge the one that is pending. */
export function askingAssociation(): Association {
  return changetype<Association>(asking);
}
