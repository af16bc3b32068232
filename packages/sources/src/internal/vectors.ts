import type {
  DuckDBDataChunk,
  DuckDBDoubleVector,
  DuckDBFloatVector,
  DuckDBIntegerVector,
  DuckDBTinyIntVector
} from "@duckdb/node-api"

// The vectors hold their typed array in a private field; getItem would cost a call and a validity test per value.
// Queries that are read this way must not yield nulls.

export const integers = (chunk: DuckDBDataChunk, column: number): Int32Array =>
  (chunk.getColumnVector(column) as DuckDBIntegerVector)["items"]

export const tinyIntegers = (chunk: DuckDBDataChunk, column: number): Int8Array =>
  (chunk.getColumnVector(column) as DuckDBTinyIntVector)["items"]

export const doubles = (chunk: DuckDBDataChunk, column: number): Float64Array =>
  (chunk.getColumnVector(column) as DuckDBDoubleVector)["items"]

export const floats = (chunk: DuckDBDataChunk, column: number): Float32Array =>
  (chunk.getColumnVector(column) as DuckDBFloatVector)["items"]
