/** What the core and the thread that writes a log back tell each other, in memory that they share. */
export type CheckpointJob = { readonly file: string; readonly state: Int32Array<SharedArrayBuffer> };

export const checkpointState = { idle: 0, asked: 1, working: 2 } as const;
