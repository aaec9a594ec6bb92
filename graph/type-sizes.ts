/** Sizes of type, in pixels. */
export const TEXT_PX = 12;
export const LABEL_PX = 11;
export const TITLE_PX = 13;
/** From one line of text to the next. */
export const LINE_PX = 16;
