/** What a command's two outputs end with where one process carries out many. */
export const ending = '\u0000the command has ended\u0000';
