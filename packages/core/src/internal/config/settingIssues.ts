import type { Schema } from "effect"
import type { Settings } from "../../AuditConfig.ts"
import * as Names from "../../Names.ts"
import * as Prose from "../../Prose.ts"
import { isShare } from "./fields.ts"
import { modelIssues } from "./models.ts"

/** Of these a report has some 800 pages, and each hides differences that fewer comparisons would show. */
const mostGroupings = 100

type Issues = Array<Schema.FilterIssue>

const isTimed = ({ data }: Settings): boolean => data.predictions.time !== undefined

/** What is wrong between settings, each of which is right by itself. */
export const settingIssues = (config: Settings): Issues => [
  ...thresholdIssues(config),
  ...modelIssues(config.models, config.data, config.threshold.metric !== undefined),
  ...gridIssues(config),
  ...timeIssues(config),
  ...labelIssues(config),
  ...groupingIssues(config),
  ...caseMixIssues(config),
  ...commentIssues(config),
  ...editionIssues(config),
  ...disclosureIssues(config)
]

/** Whoever knows the minimum knows of a dropped category that it has fewer, and of a kept one that it has not. */
const disclosureIssues = ({ disclosure, groupings, minEventPatients }: Settings): Issues => {
  if (disclosure === undefined) return []
  const { minimumCell } = disclosure
  const minimums = [
    [["minEventPatients"], minEventPatients] as const,
    ...Object.entries(groupings).map(
      ([id, grouping]) => [["groupings", id, "minEventPatients"], grouping.minEventPatients] as const
    )
  ]
  return minimums.flatMap(([path, minimum]) =>
    minimum === undefined || minimum <= 1 || minimum >= minimumCell
      ? []
      : [
          {
            path: [...path],
            issue: `With disclosure this is at most 1, or at least minimumCell (${minimumCell}): which categories are dropped for having fewer would tell small counts more closely`
          }
        ]
  )
}

const thresholdIssues = ({ data, models = {}, threshold }: Settings): Issues => {
  const given = [
    { path: ["threshold", "value"], threshold },
    ...Object.entries(models).map(([id, own]) => ({ path: ["models", id, "threshold", "value"], ...own }))
  ]
  return given.flatMap(({ path, threshold: own }) =>
    own === undefined || data.predictions.scale !== "probability" || own.metric !== undefined || isShare(own.value)
      ? []
      : [
          {
            path,
            issue: `Expected a threshold between 0 and 1, got ${own.value}. Scores that are points and not probabilities, such as NEWS2, need data.predictions.scale: points`
          }
        ]
  )
}

const gridIssues = (config: Settings): Issues => {
  const issues: Issues = []
  if (isTimed(config) && config.timestep === undefined) {
    if (config.align !== undefined) {
      issues.push({
        path: ["align"],
        issue: "Without `timestep` there is no grid to align with: leave `align` out, or set `timestep`, such as 5 min"
      })
    }
    const { attributions, events, predictions, recognition, tables = {}, timeseries } = config.data
    const named = Object.fromEntries(Object.entries(tables).map(([name, source]) => [`tables.${name}`, source]))
    const counting = Object.entries({ predictions, events, timeseries, attributions, recognition, ...named }).flatMap(
      ([table, source]) =>
        source?.timeUnit !== "step" || (table !== "events" && source.time === undefined)
          ? []
          : [`data.${table}.timeUnit`]
    )
    if (counting.length > 0) {
      issues.push({
        path: ["timestep"],
        issue: `Times that count steps (${counting.join(", ")}) need \`timestep\`, such as 5 min; without it say what they count: s, min, h, d or timestamp`
      })
    }
  }
  return issues
}

const timeIssues = (config: Settings): Issues => {
  const issues: Issues = []
  const timed = isTimed(config)
  if (timed && config.horizon === undefined) {
    issues.push({ path: ["horizon"], issue: "Predictions with `time` need `horizon`, such as 12 h" })
  }
  if (!timed && (config.horizon ?? 0) !== 0) {
    issues.push({
      path: ["horizon"],
      issue: "Predictions without `time` are one a patient and have no horizon: leave it out"
    })
  }
  if (config.timestep !== undefined && config.timestep <= 0) {
    issues.push({ path: ["timestep"], issue: "The timestep must be longer than 0" })
  } else if (config.timestep !== undefined) {
    for (const key of ["horizon", "maxLength"] as const) {
      const steps = (config[key] ?? 0) / config.timestep
      if (Math.abs(steps - Math.round(steps)) > 1e-9) {
        issues.push({ path: [key], issue: `${key} must be a whole number of timesteps` })
      }
    }
  }
  return issues
}

const labelIssues = (config: Settings): Issues => {
  const issues: Issues = []
  if (config.data.predictions.label === undefined) {
    const issue = !isTimed(config)
      ? "Required where predictions have no `time`: they are one a patient, and only a column says their labels"
      : config.data.events === undefined
        ? "Required without `data.events`: name the column of labels, or give events, from which labels are derived"
        : config.horizon === 0
          ? "Required with a horizon of 0: labels are derived from events and a horizon longer than 0"
          : config.labels === undefined
            ? undefined
            : "Required with `labels: {as: given}`: without a column, labels are derived"
    if (issue !== undefined) issues.push({ path: ["data", "predictions", "label"], issue })
  }
  return issues
}

const groupingIssues = (config: Settings): Issues => {
  const issues: Issues = []
  const many = Object.keys(config.groupings).length
  if (many === 0) {
    issues.push({ path: ["groupings"], issue: "At least one grouping is needed" })
  }
  if (many > mostGroupings) {
    issues.push({
      path: ["groupings"],
      issue: `${many} groupings are more than a report can hold: name those that you will compare, at most ${mostGroupings}`
    })
  }
  for (const [id, grouping] of Object.entries(config.groupings)) {
    for (const part of grouping.cross ?? []) {
      const other = config.groupings[part]
      if (other === undefined) {
        issues.push({
          path: ["groupings", id, "cross"],
          issue: `No grouping "${part}"${Names.suggestion(part, Object.keys(config.groupings))}`
        })
      } else if (other.cross !== undefined) {
        issues.push({
          path: ["groupings", id, "cross"],
          issue: `"${part}" is itself crossed: name its parts instead`
        })
      }
    }
  }
  return issues
}

const caseMixIssues = ({ caseMix = [], groupings }: Settings): Issues => {
  const ids = caseMix.map((attribute) => (typeof attribute === "string" ? attribute : attribute.column))
  return caseMix.flatMap((attribute, i): Issues => {
    const path = ["caseMix", i]
    if (ids.indexOf(ids[i]!) < i) return [{ path, issue: `"${ids[i]}" is named twice` }]
    if (typeof attribute !== "string" || groupings[attribute] !== undefined) return []
    const hint = Names.suggestion(attribute, Object.keys(groupings))
    const unknown = Prose.sentence(`No grouping "${attribute}"${hint}`)
    return [{ path, issue: `${unknown} A column of the patients is {column: ${attribute}}` }]
  })
}

/** Of bins and of every value that occurs, what they will be called is not known yet. */
const namesOfCategories = ({ categories }: Settings["groupings"][string]): ReadonlyArray<string> | undefined => {
  if (categories === undefined) return undefined
  const listed: ReadonlyArray<unknown> = Array.isArray(categories) ? categories : [categories]
  return listed.flatMap((one) => (typeof one === "object" && one !== null ? Object.entries(one).flat() : [String(one)]))
}

const commentIssues = ({ card, groupings }: Settings): Issues =>
  (card?.comments ?? []).flatMap(({ category, grouping }, i): Issues => {
    if (grouping === undefined) return []
    const path = ["card", "comments", i]
    const named = groupings[grouping]
    if (named === undefined) {
      const issue = `No grouping "${grouping}"${Names.suggestion(grouping, Object.keys(groupings))}`
      return [{ path: [...path, "grouping"], issue }]
    }
    const known = namesOfCategories(named)
    return category === undefined || known === undefined || known.includes(category)
      ? []
      : [{ path: [...path, "category"], issue: `No category "${category}"${Names.suggestion(category, known)}` }]
  })

const editionIssues = ({ report }: Settings): Issues =>
  report.edition === "committee" && report.sections !== undefined
    ? [
        {
          path: ["report", "sections"],
          issue: "The committee edition has sections of its own: leave `sections` out, or set `edition: full`"
        }
      ]
    : []
