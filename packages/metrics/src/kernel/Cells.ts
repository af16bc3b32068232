/** Units ordered so that those in the same categories of all groupings stand together. */
export const cellsOf = (categoryOf: ReadonlyArray<Int16Array>, units: number) => {
  const keys = Array.from({ length: units }, (_, i) => categoryOf.map((of) => of[i]!).join(","))
  const order = Uint32Array.from({ length: units }, (_, i) => i)
  order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
  const cells: Array<number> = []
  order.forEach((unit, place) => {
    if (place === 0 || keys[unit] !== keys[order[place - 1]!]) cells.push(place)
  })
  const cellCategories = Int16Array.from(cells.flatMap((place) => categoryOf.map((of) => of[order[place]!]!)))
  return { order, cells: Uint32Array.from([...cells, units]), cellCategories }
}
