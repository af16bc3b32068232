import type { DuckDBDataChunk } from "@duckdb/node-api"

// The vectors hold their typed array in a private field; getItem would cost a call and a validity test per value.
// Queries that are read this way must not yield nulls.
const items = <A>(chunk: DuckDBDataChunk, column: number) =>
  (chunk.getColumnVector(column) as unknown as { readonly items: A }).items

export const integers = (chunk: DuckDBDataChunk, column: number) => items<Int32Array>(chunk, column)

export const tinyIntegers = (chunk: DuckDBDataChunk, column: number) => items<Int8Array>(chunk, column)

export const doubles = (chunk: DuckDBDataChunk, column: number) => items<Float64Array>(chunk, column)

export const floats = (chunk: DuckDBDataChunk, column: number) => items<Float32Array>(chunk, column)
