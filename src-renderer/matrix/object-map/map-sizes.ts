/** Of one column of the object map with the gap behind it. */
export const columnPx = 244;
export const columnGapPx = 12;
