/**
 * For menus that open where somebody points or at what has the focus: what closes them from outside. Keys are left out, since the
 * one that opens the menu is still on its way to the document, and would close it; the menu holds the focus and closes by Escape.
 */
export const closedFromOutsideBy: string[] = ['mousedown', 'touchstart'];
