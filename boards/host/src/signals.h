// What signals mean to a core process.
#ifndef BOARD_SIGNALS_H
#define BOARD_SIGNALS_H

/** Exit code of a core that was given something it cannot use. */
#define BAD_INPUT 2

/** To be called before anything else: from here on only the end of the input, SIGKILL and the parent's death end a
 *  core, and an FRAM file that is cut short under it ends it with one line and BAD_INPUT. */
void board_signals_begin(void);

#endif
