// Why an image does not get onto a board.

/** No board where one is expected, the wrong one, or one that does not take the image; one line that says where. */
export class FlashError extends Error {
  override name = 'FlashError';
}
