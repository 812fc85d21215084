/*
 * What becomes of those who ask too often: they are held for a moment before they are told, and their connection ends with
 * that, so that who only asks again and again costs next to nothing meanwhile. Beyond a bound nobody is held, and nobody told.
 */
import type { Clock } from '#shared/base/instant.ts';

import { createWaitingRoom } from '../db/waiting-room.ts';
import { createFloodGate } from './flood-gate.ts';

export type TurnAway = {
  /** Null lets a request pass that costs as much as so many; else what ends with the seconds to wait, or with null: end the connection without a word. */
  readonly judge: (caller: string, cost?: number) => Promise<number | null> | null;
  /** Counts so many requests more: for what turned out to be no honest client's. */
  readonly charge: (caller: string, cost: number) => void;
  /** Whether requests of theirs are held now. */
  readonly isHolding: (caller: string) => boolean;
  /** Nobody is held any more: the server ends. */
  readonly close: () => void;
};

export type TurnAwayOptions = {
  readonly perMinute: number;
  readonly clock: Clock;
  /** Told of each that is turned away. */
  readonly onTurnedAway: (caller: string) => void;
};

/** No longer than anybody is told to wait. */
const holdMs = 1_000;
/** A connection that is held takes some 10 kB. */
const heldMax = 2_000;
const heldOfOneMax = 50;

export function createTurnAway({ perMinute, clock, onTurnedAway }: TurnAwayOptions): TurnAway {
  const gate = createFloodGate(perMinute, clock);
  const held = new Map<string, number>();
  const room = createWaitingRoom(holdMs);
  let isClosed = false;

  async function hold(caller: string): Promise<void> {
    held.set(caller, (held.get(caller) ?? 0) + 1);
    await room.wait();
    const others = (held.get(caller) ?? 1) - 1;
    if (others === 0) held.delete(caller);
    else held.set(caller, others);
  }

  async function turnAway(caller: string, seconds: number): Promise<number | null> {
    if (isClosed) return seconds;
    if (room.count() >= heldMax || (held.get(caller) ?? 0) >= heldOfOneMax) return null;
    await hold(caller);
    return seconds;
  }

  return {
    judge: (caller, cost) => {
      const seconds = gate.wait(caller, cost);
      if (seconds === null) return null;
      onTurnedAway(caller);
      return turnAway(caller, seconds);
    },
    charge: gate.charge,
    isHolding: (caller) => held.has(caller),
    close: () => {
      isClosed = true;
      room.callAll();
    },
  };
}
