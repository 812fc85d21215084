export const syncPath = '/synchronisation';
