// The causes for which reading a meter over a serial port can fail, one class each.

/** Anything that goes wrong while talking to a meter; `port` names where. */
export class ClientError extends Error {
  override name = 'ClientError';
}

/** The port named does not exist. */
export class PortMissingError extends ClientError {
  override name = 'PortMissingError';
}

/** The port exists but cannot be opened or used. */
export class PortUnusableError extends ClientError {
  override name = 'PortUnusableError';
}

/** Why a port could not be opened, from what the serial library says. */
export function openingError(path: string, { message }: Error): ClientError {
  const missing = /No such file|ENOENT|File not found|cannot find/i.test(message);
  if (missing) return new PortMissingError(`port ${path} does not exist`);
  return new PortUnusableError(`port ${path} cannot be opened: ${message.replace(/^Error: /, '')}`);
}

/** Nobody answered the sign-on. */
export class NoAnswerError extends ClientError {
  override name = 'NoAnswerError';
}

/** The meter began to answer and then fell silent. */
export class AnswerTimeoutError extends ClientError {
  override name = 'AnswerTimeoutError';
}

/** The data block did not arrive whole although it was asked for again. */
export class DamagedBlockError extends ClientError {
  override name = 'DamagedBlockError';
}

/** Characters come, and come, but no message ends. */
export class EndlessAnswerError extends ClientError {
  override name = 'EndlessAnswerError';
}

/** The meter signed off, or answered with an error message; with its Status where it has one. */
export class RefusedError extends ClientError {
  override name = 'RefusedError';
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}
