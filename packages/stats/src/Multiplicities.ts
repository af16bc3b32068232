/**
 * How often each unit (row, event, patient) was drawn: non-negative integers; 0 leaves the unit out, k counts it k times.
 * Every weighted function of this package gives what its unweighted form gives on copied units.
 */
export type Multiplicities = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array
