/**
 * The step of the grid in which a minute lies: floor(minutes / timestep). A billionth of a step before its start counts to
 * it, since times of a grid of 20 s come as rounded thirds of minutes.
 */
export const stepOf = (minutes: number, timestepMinutes: number): number => Math.floor(minutes / timestepMinutes + 1e-9)
