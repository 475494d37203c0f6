// What can be wrong with a meter that was put on the bench.

/** The metering board never took its front end into use: what it said on its own port instead. */
export class BoardRefusedError extends Error {
  constructor(said: string, lcd: readonly string[]) {
    const display = lcd.join(' ').trim().replace(/ +/g, ' ');
    super(`the emulated metering board does not start: it says '${said}' on its port; display: '${display}'`);
  }
}

/** The folder for temporary files does not take what a run needs. */
export class ScratchError extends Error {
  constructor(folder: string, { message }: Error) {
    super(`${folder}: the folder for temporary files does not take those of a run: ${message.split(',')[0]}`);
  }
}

/** The folder of --state cannot be used as it is; nothing of it was changed. */
export class StateError extends Error {
  constructor(path: string, reason: string) {
    super(`--state ${path}: ${reason}`);
  }
}
