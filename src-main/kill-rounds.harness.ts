/**
 * How often a test of kills kills: as often as it says for the usual run of the tests, or as `npm run kills -- --rounds N` asks.
 */
export function killRounds(usual: number): number {
  return Number(process.env['TRIPTYCH_KILL_ROUNDS'] ?? usual);
}
