import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One text, and what kubectl's reader makes of it: the documents, and why it stops where it does. */
export interface Reading {
  readonly case: string;
  readonly as: string;
  readonly text: string;
  readonly documents: readonly unknown[];
  readonly error?: string;
}

/** A mutated text, and the JSON that kubectl's reader makes of each of its documents. */
export interface MutatedReading {
  readonly text: string;
  readonly documents: readonly string[];
  readonly error?: string;
}

function recorded<Kind>(file: string): readonly Kind[] {
  const lines = readFileSync(path.join(__dirname, '../../truth', file), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line));
}

export const recordedReadings = (): readonly Reading[] => recorded('kubectl-readings.jsonl');
export const mutatedReadings = (): readonly MutatedReading[] => recorded('kubectl-mutations.jsonl');
