// The contract of the porting layer as a program: checks that every board's hal_* functions pass, without an engine or a core.
// It listens on port 0 for letters and answers with lines: `ok` or `FAIL`, what was checked, and a figure.
//
//   r  every check that needs no power cut, then `done`
//   F f 1   FRAM: prepare; write over it, for a power cut to come between; say after the restart what the cut left
//   P p 2   the same for a program of NOR
//   E e 3   the same for an erase of NOR; 3 erases once more, and says whether that makes all bits firm again
#ifndef TWINMETER_CONTRACT_H
#define TWINMETER_CONTRACT_H

#include "hal.h"

/** Port that letters come from and lines go to; set to 9,600 Bd, 8N1. */
#define CONTRACT_PORT 0
#define CONTRACT_LINE_MAX 96
#define CONTRACT_LINES 8

// Where the checks write: below the key store of the FRAM, and at the end of the NOR. What lay there is lost.
#define CONTRACT_FRAM (TM_KEY_BANKS - 4096u)
#define CONTRACT_BLOCK (TM_NOR_BYTES - TM_NOR_BLOCK)
/** Three sectors outside that block, and one beside each other. */
#define CONTRACT_SECTOR (CONTRACT_BLOCK - 2u * TM_NOR_SECTOR)
#define CONTRACT_NEIGHBOUR (CONTRACT_BLOCK - TM_NOR_SECTOR)

typedef enum { CHECK_PASSED, CHECK_FAILED, CHECK_WAITS } check_t;

typedef struct contract contract_t;

/** A check: what it does at once, and what at each event until it no longer waits; NULL for one that never waits. */
typedef struct {
  const char *name;
  check_t (*begin)(contract_t *contract);
  check_t (*event)(contract_t *contract, const hal_event_t *event);
} contract_check_t;

typedef struct {
  const contract_check_t *checks;
  size_t count;
} contract_list_t;

/** The checks of each concept. */
extern const contract_list_t contract_fram, contract_nor, contract_board;
/** Those of a letter that has to do with a power cut; an empty list for any other. */
contract_list_t contract_cut(char letter);

struct contract {
  hal_board_t *board;
  hal_role_t role;
  const contract_list_t *lists[3];
  contract_list_t cut;  /**< What a letter asked for in place of the lists. */
  size_t list, check;   /**< Where it is; list 3: nowhere. */
  bool port_is_set;     /**< The port is at the rate of the contract. */
  bool waits;           /**< The present check waits for an event. */
  uint64_t since_us;    /**< When it began. */
  uint32_t figure;      /**< What it says beside its name. */
  uint8_t bytes[1024];  /**< For the checks. */
  bool looked;          /**< Of a check that looks once while an operation is under way. */
  uint64_t next_sample; /**< Index of the sample that has to come; 0 before the first. */
  uint32_t missed_samples;
  char lines[CONTRACT_LINES][CONTRACT_LINE_MAX]; /**< Waiting for room in the port's ring. */
  size_t first_line, line_count;
};

/** The board's clock; on a laptop virtual time, which stands still inside a call. */
uint64_t contract_now_us(void);

void contract_begin(contract_t *contract, hal_board_t *board, hal_role_t role);

/** Handles what hal_wait gave, HAL_EVENT_NONE too. */
void contract_event(contract_t *contract, const hal_event_t *event);

/** For the checks: passed when true, with a figure for its line. */
check_t contract_expect(contract_t *contract, bool true_, uint32_t figure);

/** Fills bytes with a pattern that no chip comes by on its own. */
void contract_pattern(uint8_t *bytes, size_t length, uint8_t seed);

#endif
