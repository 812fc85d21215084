/** What is chosen where a picture is of all objects; no object has this id. */
export const allObjects = 'all';
