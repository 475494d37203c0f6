// Why a board is given no identity.

/** The board, the folder or what was asked do not allow it; one line that says which. */
export class ProvisionError extends Error {
  override name = 'ProvisionError';
}
