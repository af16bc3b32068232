/** What must hold. */
import { Proportion } from "@fairward/stats"
import type { CellCounts, Summary } from "./Summary.ts"

/** Of data sets in which nothing differs, at most this share may be flagged; */
export const largestErrorRate = 0.07

/** and their 95 % interval reaches down to this. */
export const nominalErrorRate = 0.05

/** A difference in event recall of about this size is found in at least this share of data sets. */
export const powers = [
  { difference: 0.15, least: 0.75 },
  { difference: 0.2, least: 0.95 }
] as const

/** A conjunction of two categories of which event recall is lower by 0.25 is named in at least this share. */
const leastNamed = 0.7

/** How far from its nominal size a planted difference may be. */
const tolerance = 0.015

export interface Criterion {
  readonly claim: string
  readonly measured: number
  readonly holds: boolean
}

/** Wilson's 95 % limits of a share of counts. */
export const limitsOf = (count: number, of: number) => Proportion.wilsonLimits(count / of, of, 1.959963984540054)

const percent = (share: number): string => `${Math.round(share * 100)} %`

const errorCriteria = ({ audits, id, title }: CellCounts): ReadonlyArray<Criterion> =>
  audits.flatMap(({ stages, target }) =>
    stages
      .filter(({ dataSets }) => dataSets > 0)
      .map(({ dataSets, off, stage }) => ({
        claim: `${stage}, ${title}${target > 0 ? `, event recall ${target}` : ""}: at most ${percent(largestErrorRate)} flagged${id.startsWith("coins") ? "" : `, ${percent(nominalErrorRate)} not ruled out`}`,
        measured: off / dataSets,
        holds:
          off / dataSets <= largestErrorRate &&
          (id.startsWith("coins") || limitsOf(off, dataSets).low <= nominalErrorRate)
      }))
  )

const powerCriteria = ({ audits, title }: CellCounts): ReadonlyArray<Criterion> =>
  audits.flatMap(({ stages }) =>
    stages.flatMap(({ asked }) =>
      asked
        .filter(({ metric }) => metric === "event_recall")
        .flatMap(({ dataSets, found, meanDifference }) =>
          powers
            .filter(({ difference }) => Math.abs(-meanDifference - difference) <= tolerance)
            .map(({ difference, least }) => ({
              claim: `${title}: event recall lower by ${difference} found in at least ${percent(least)}`,
              measured: found / dataSets,
              holds: found / dataSets >= least
            }))
        )
    )
  )

const isOfGroups = ({ id }: CellCounts): boolean => id.startsWith("subgroups")

const namedCriteria = ({ audits, title }: CellCounts): ReadonlyArray<Criterion> =>
  audits.flatMap(({ stages }) =>
    stages.flatMap(({ asked }) =>
      asked.map(({ dataSets, found }) => ({
        claim: `${title}: named in at least ${percent(leastNamed)}`,
        measured: found / dataSets,
        holds: found / dataSets >= leastNamed
      }))
    )
  )

/** What must hold of results, and whether it does. Each power must have been tried. */
export const criteria = ({ cells }: Summary): ReadonlyArray<Criterion> => {
  const planted = cells.filter(({ isPlanted }) => isPlanted)
  const found = planted.filter((cell) => !isOfGroups(cell)).flatMap(powerCriteria)
  const untried = powers
    .filter(({ difference }) => !found.some(({ claim }) => claim.includes(`lower by ${difference} `)))
    .map(({ difference }) => ({
      claim: `A difference of ${difference} in event recall was planted`,
      measured: 0,
      holds: false
    }))
  return [
    ...cells.filter(({ isPlanted }) => !isPlanted).flatMap(errorCriteria),
    ...found,
    ...planted.filter(isOfGroups).flatMap(namedCriteria),
    ...untried
  ]
}
