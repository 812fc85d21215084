/** How a text came out: printed, or said by the language's own ways of telling (message, warning, error, logging). */
export const logLevels = ['print', 'message', 'warning', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export const logStreams = ['out', 'err'] as const;
export type LogStream = (typeof logStreams)[number];
