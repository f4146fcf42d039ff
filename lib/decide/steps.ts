/** What is left of the work that a command may spend on deciding. One object is shared by all questions of a command. */
export interface Steps {
  left: number;
}

/**
 * As many steps as a command has: clauses visited, never time, so that the same input gives the same answer on every
 * machine. Some seconds of an ordinary one.
 */
const stepsOfCommand = 30_000_000;

/** A fresh bound. */
export function newSteps(most = stepsOfCommand): Steps {
  return { left: most };
}
