import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { Effect } from "effect"
import { describe, expect, it, onTestFinished } from "vitest"
import { isCalled, spanIn, unitIn } from "../src/internal/proposal/columnNames.ts"
import { variableOf } from "../src/internal/proposal/variables.ts"
import { type ProposalError, type ProposeOptions, propose, type Question } from "../src/Proposal.ts"

type Files = Readonly<Record<string, string | Uint8Array>>

const folderOf = (files: Files) => {
  const folder = mkdtempSync(join(tmpdir(), "fairward-proposal-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const proposed = async (files: Files, named: ProposeOptions["named"] = {}) => {
  const folder = folderOf(files)
  const asked: Array<Question> = []
  const ask = (question: Question) =>
    Effect.sync(() => {
      asked.push(question)
      return { value: question.likeliest, origin: "assumed" as const }
    })
  const proposal = await Effect.runPromise(propose([folder], { base: folder, named, ask }))
  const said = (path: string) => proposal.remarks.filter((remark) => remark.path.join(".") === path)
  return { ...proposal, said, asked: asked.map(({ id }) => id) }
}

const refused = async (files: Files, named: ProposeOptions["named"] = {}) => {
  const folder = folderOf(files)
  const ask = ({ likeliest }: Question) => Effect.succeed({ value: likeliest, origin: "assumed" as const })
  const error: ProposalError = await Effect.runPromise(Effect.flip(propose([folder], { base: folder, named, ask })))
  return error.problems[0]
}

const csv = (head: string, rows: ReadonlyArray<ReadonlyArray<unknown>>, delimiter = ",") =>
  `${[head, ...rows.map((row) => row.join(delimiter))].join("\n")}\n`

/** Between 0 and 1, the same each time. */
const noise = (i: number) => ((i * 7919) % 997) / 997

/** One row a patient: every fifth has an event, and higher scores. */
const patients = Array.from({ length: 400 }, (_, i) => ({
  id: 5000 + i,
  score: (0.1 + 0.5 * noise(i) + (i % 5 === 0 ? 0.3 : 0)).toFixed(3),
  label: i % 5 === 0 ? 1 : 0,
  sex: i % 2 === 0 ? "F" : "M",
  age: 20 + Math.floor(75 * noise(i + 3))
}))

const classical = (
  head: string,
  row: (patient: (typeof patients)[number]) => ReadonlyArray<unknown>,
  delimiter = ","
) => csv(head, patients.map(row), delimiter)

const plain = classical("id,score,label,sex,age", ({ age, id, label, score, sex }) => [id, score, label, sex, age])

/** Stays of 40 hours; every third has an event at hour 30 or so, and the label is 1 in the six hours before. */
const stays = Array.from({ length: 90 }, (_, i) => ({ stay: 100 + i, onset: i % 3 === 0 ? 24 + (i % 10) : undefined }))

const timed = (row: (stay: number, hour: number, score: string, label: string) => ReadonlyArray<unknown>, goesOn = 0) =>
  stays.flatMap(({ onset, stay }) =>
    Array.from({ length: 40 }, (_, hour) => {
      const before = onset === undefined ? Number.POSITIVE_INFINITY : onset - hour
      const isPositive = before <= 6 && before > -goesOn
      const score = 0.1 + 0.5 * noise(stay * 41 + hour) + (before <= 6 && before > 0 ? 0.3 : 0)
      return row(stay, hour, score.toFixed(3), isPositive ? "1" : before <= 0 && goesOn === 0 ? "" : "0")
    })
  )

const people = csv(
  "stay,sex,age",
  stays.map(({ stay }) => [stay, stay % 2 === 0 ? "female" : "male", 30 + (stay % 60)])
)
const onsets = stays.filter(({ onset }) => onset !== undefined)

describe("a proposal of one table with a row for each patient", () => {
  it("recognises id, score, label and attributes, and needs neither time nor horizon", async () => {
    const { asked, content } = await proposed({ "model.csv": plain })
    expect(asked).toEqual([])
    expect(content).toMatchObject({
      data: {
        predictions: { from: "model.csv", patient: "id", score: "score", label: "label" },
        patients: { from: "model.csv", patient: "id" }
      },
      threshold: { metric: "recall", value: 0.8 },
      groupings: {
        sex: { column: "sex", categories: { F: "Female", M: "Male" } },
        age: { column: "age", bins: [50, 65, 75, 85] }
      }
    })
    expect(content.horizon).toBeUndefined()
  })

  it("says of every guess that it is one", async () => {
    const { said } = await proposed({ "model.csv": plain })
    for (const path of ["title", "threshold", "groupings.age", "data.predictions"]) {
      expect(
        said(path).map(({ origin }) => origin),
        path
      ).toEqual(["assumed"])
    }
  })

  it("asks which of two scores is meant, and takes the option's", async () => {
    const table = classical("id,risk_v1,risk_v2,label,sex", ({ id, label, score, sex }) => [
      id,
      score,
      score,
      label,
      sex
    ])
    const { asked, comparison, content, said } = await proposed({ "model.csv": table })
    expect(asked).toEqual(["score"])
    expect(content.data).toMatchObject({ predictions: { score: "risk_v1" } })
    expect(said("data.predictions.score")[0]).toMatchObject({ origin: "assumed", text: "could also be risk_v2" })
    expect(comparison).toEqual([
      expect.stringMatching(/^Of risk_v1, risk_v2 only risk_v1 is audited\. .* in place of data\.predictions\.score$/u),
      "models:",
      "  risk_v1: { score: risk_v1, baseline: true }",
      "  risk_v2: { score: risk_v2 }"
    ])
    const named = await proposed({ "model.csv": table }, { score: "risk_v2" })
    expect(named.asked).toEqual([])
    expect(named.content.data).toMatchObject({ predictions: { score: "risk_v2" } })
  })

  it("averages seeds without asking", async () => {
    const table = classical("id,seed_0,seed_1,label,sex", ({ id, label, score, sex }) => [id, score, score, label, sex])
    const { asked, comparison, content } = await proposed({ "model.csv": table })
    expect(asked).toEqual([])
    expect(comparison).toEqual([])
    expect(content.data).toMatchObject({ predictions: { score: ["seed_0", "seed_1"] } })
  })

  it.each([
    ["yes and no", "yes", "no", []],
    ["German words", "ja", "nein", []],
    ["words that nobody knows, by the scores", "A-shock", "Z-stable", ["positive"]]
  ] as const)("reads labels that are %s", async (_, one, zero, questions) => {
    const table = classical("id,score,outcome,sex", ({ id, label, score, sex }) => [
      id,
      score,
      label === 1 ? one : zero,
      sex
    ])
    const { asked, content } = await proposed({ "model.csv": table })
    expect(asked).toEqual(questions)
    const { predictions } = content.data as { predictions: { from: string; label: string } }
    expect(predictions.label).toBe("outcome")
    expect(predictions.from).toContain(`when '${one}' then 1 when '${zero}' then 0`)
  })

  it("reads points as such, and makes probabilities of logits and percentages", async () => {
    const table = (name: string, of: (score: number) => number) =>
      classical(`id,${name},label,sex`, ({ id, label, score, sex }) => [id, of(Number(score)), label, sex])
    const points = await proposed({ "p.csv": table("news2", (score) => Math.round(20 * score)) })
    expect(points.content.data).toMatchObject({ predictions: { score: "news2", scale: "points" } })
    const logits = await proposed({ "p.csv": table("logit", (score) => Number((8 * score - 4).toFixed(3))) })
    expect(logits.asked).toEqual(["scale"])
    expect(JSON.stringify(logits.content)).toContain("1 / (1 + exp(-try_cast")
    const shares = await proposed({ "p.csv": table("risk", (score) => Number((100 * score).toFixed(2))) })
    expect(JSON.stringify(shares.content)).toContain("/ 100 as")
  })

  it("reads semicolons, decimal commas, comments above the names and gzip", async () => {
    const commas = plain.replaceAll(",", ";").replaceAll("0.", "0,")
    const semicolons = await proposed({ "model.csv": commas })
    expect(JSON.stringify(semicolons.content)).toContain("decimal_separator = ','")
    expect(semicolons.said("data")[0]!.text).toContain("decimal comma")
    const commented = await proposed({ "model.csv": `# exported in May\n${plain}` })
    expect(JSON.stringify(commented.content)).toContain("skip = 1")
    const zipped = await proposed({ "model.csv.gz": gzipSync(plain) })
    expect(zipped.content.data).toMatchObject({ predictions: { from: "model.csv.gz" } })
  })

  it("takes names with spaces and other letters as they are", async () => {
    const table = classical(
      "Patienten-ID,Risiko Score,Ereignis (ja/nein),Geschlecht,Alter in Jahren",
      ({ age, id, label, score, sex }) => [
        id,
        score,
        label === 1 ? "ja" : "nein",
        sex === "F" ? "weiblich" : "männlich",
        age
      ]
    )
    const { content } = await proposed({ "model.csv": table })
    expect(content.data).toMatchObject({
      predictions: { patient: "Patienten-ID", score: "Risiko Score", label: "Ereignis (ja/nein)" }
    })
    expect(Object.keys(content.groupings as object)).toEqual(["Geschlecht", "Alter in Jahren"])
  })

  it("reads ages among which some are text, and leaves out an age that is empty", async () => {
    const old = classical("id,score,label,sex,age", ({ age, id, label, score, sex }) => [
      id,
      score,
      label,
      sex,
      age > 89 ? "> 89" : age
    ])
    const { content } = await proposed({ "model.csv": old })
    expect(JSON.stringify(content)).toContain("regexp_extract")
    expect(content.groupings).toMatchObject({ age: { bins: [50, 65, 75, 85] } })
    const none = classical("id,score,label,sex,age", ({ id, label, score, sex }) => [id, score, label, sex, ""])
    expect(Object.keys((await proposed({ "model.csv": none })).content.groupings as object)).toEqual(["sex"])
  })

  it("joins values that differ by case, and says so", async () => {
    const table = classical("id,score,label,race", ({ id, label, score }) => [
      id,
      score,
      label,
      ["White", "WHITE", "Black", "NA"][id % 4]
    ])
    const { content, said } = await proposed({ "model.csv": table })
    expect(content.groupings).toMatchObject({
      race: { categories: { White: expect.anything(), WHITE: expect.anything(), Black: "Black" } }
    })
    const { White, WHITE } = (content.groupings as { race: { categories: Record<string, string> } }).race.categories
    expect(White).toBe(WHITE)
    expect(said("groupings.race")[0]).toMatchObject({ origin: "assumed" })
  })

  it("joins labels that stand in another table", async () => {
    const { content } = await proposed({
      "scores.csv": classical("stay,risk", ({ id, score }) => [id, score]),
      "outcomes.csv": classical("stay,sex,died", ({ id, label, sex }) => [id, sex, label])
    })
    expect(content.data).toMatchObject({
      predictions: { label: "died", score: "risk" },
      patients: { from: "outcomes.csv" }
    })
    expect(JSON.stringify(content)).toContain("left join")
  })
})

describe("a proposal of predictions over time", () => {
  const predictions = csv(
    "stay,hour,risk,label",
    timed((stay, hour, score, label) => [stay, hour, score, label])
  )

  it("sees timestep and horizon, and checks labels against events", async () => {
    const { asked, content } = await proposed({
      "predictions.csv": predictions,
      "patients.csv": people,
      "events.csv": csv(
        "stay,onset",
        onsets.map(({ onset, stay }) => [stay, onset])
      )
    })
    expect(asked).toEqual([])
    expect(content).toMatchObject({
      timestep: "1 h",
      horizon: "6 h",
      data: {
        predictions: { patient: "stay", time: "hour", timeUnit: "h", label: "label", score: "risk" },
        patients: { from: "patients.csv" },
        events: { from: "events.csv", start: "onset", timeUnit: "h" }
      },
      threshold: { metric: "event-recall" }
    })
  })

  it("derives labels from events that they contradict, and says by how much", async () => {
    const { content, said } = await proposed({
      "predictions.csv": csv(
        "stay,hour,risk,label",
        timed((stay, hour, score, label) => [stay, hour, score, label], 6)
      ),
      "patients.csv": people,
      "events.csv": csv(
        "stay,onset",
        onsets.map(({ onset, stay }) => [stay, onset])
      )
    })
    expect(content.horizon).toBe("6 h")
    expect((content.data as { predictions: object }).predictions).not.toHaveProperty("label")
    expect(said("data.predictions").at(-1)!.text).toContain("50 % of the steps")
  })

  it("sees the horizon by how long labels stay 1, where there are no events", async () => {
    const { content } = await proposed({ "predictions.csv": predictions, "patients.csv": people })
    expect(content).toMatchObject({ horizon: "6 h", threshold: { metric: "recall" } })
  })

  it("sees it so where stays end with their labels", async () => {
    const cut = csv(
      "stay,hour,risk,label",
      stays.flatMap(({ onset = 39, stay }, i) =>
        Array.from({ length: onset }, (_, hour) => [
          stay,
          hour,
          noise(stay + hour),
          i % 3 === 0 && hour >= onset - 6 ? 1 : 0
        ])
      )
    )
    const { asked, content } = await proposed({ "predictions.csv": cut, "patients.csv": people })
    expect(asked).toEqual([])
    expect(content.horizon).toBe("6 h")
  })

  it("sees it so by points of time at no fixed distance too, and where fewer than nine of ten agree takes neither", async () => {
    const at = (stay: number, hour: number) =>
      new Date(Date.UTC(2025, 0, 1 + (stay % 28), hour, Math.floor(20 * noise(stay + hour)))).toISOString()
    const files = (of: (stay: number, hour: number) => unknown, goesOn: number) => ({
      "predictions.csv": csv(
        "stay,scored_at,risk,label",
        timed((stay, hour, score, label) => [stay, of(stay, hour), score, label], goesOn)
      ),
      "patients.csv": people
    })
    expect((await proposed(files(at, 0))).said("horizon")).toEqual([
      { path: ["horizon"], origin: "seen", text: "labels stay 1 for that long, 30 of 30 times" }
    ])
    const uneven = (time: (stay: number, hour: number) => unknown) =>
      csv(
        "stay,time,risk,label",
        stays.flatMap(({ onset, stay }) =>
          Array.from({ length: 40 }, (_, hour) => {
            const isPositive = onset !== undefined && onset - hour > 0 && onset - hour <= 3 + (stay % 5)
            return [stay, time(stay, hour), noise(stay + hour), isPositive ? 1 : 0]
          })
        )
      )
    for (const time of [at, (_: number, hour: number) => hour]) {
      const { asked, content } = await proposed({ "predictions.csv": uneven(time), "patients.csv": people })
      expect(asked).toContain("horizon")
      expect(content.horizon).toBe("12 h")
    }
  })

  it("tells seconds by their distance, and the unit of events by the length of stays", async () => {
    const { content } = await proposed({
      "predictions.csv": csv(
        "stay,time,risk",
        timed((stay, hour, score) => [stay, 3600 * hour, score])
      ),
      "patients.csv": people,
      "events.csv": csv(
        "stay,onset",
        onsets.map(({ onset, stay }) => [stay, onset])
      )
    })
    expect(content).toMatchObject({
      timestep: "1 h",
      data: { predictions: { timeUnit: "s" }, events: { timeUnit: "h" } }
    })
  })

  it("tells how long a step is by time series in minutes", async () => {
    const { asked, content } = await proposed({
      "predictions.csv": csv(
        "stay,step,risk,label",
        timed((stay, hour, score, label) => [stay, hour, score, label])
      ),
      "patients.csv": people,
      "vitals.csv": csv(
        "stay,minutes,map,lactate",
        timed((stay, hour) => [stay, 10 * hour, 70 + (hour % 9), hour % 5])
      )
    })
    expect(asked).toEqual([])
    expect(content).toMatchObject({
      timestep: "10 min",
      horizon: "1 h",
      data: { timeseries: { time: "minutes", timeUnit: "min" } }
    })
  })

  it("asks how long a step is where nothing tells", async () => {
    const steps = csv(
      "stay,step,risk,label",
      timed((stay, hour, score, label) => [stay, hour, score, label])
    )
    const { asked, content } = await proposed({ "predictions.csv": steps, "patients.csv": people })
    expect(asked).toEqual(["timestep"])
    expect(content.horizon).toBe("6 h")
    const named = await proposed({ "predictions.csv": steps, "patients.csv": people }, { timestep: "5 min" })
    expect(named.content).toMatchObject({ timestep: "5 min", horizon: "30 min" })
  })

  it("keeps points of time without an admission to the minute, and asks for the horizon of onsets", async () => {
    const at = (stay: number, minutes: number) => new Date(Date.UTC(2024, 0, stay % 28, 7, minutes)).toISOString()
    const { asked, content } = await proposed({
      "predictions.csv": csv(
        "stay,scored_at,risk",
        timed((stay, hour, score) => [stay, at(stay, 60 * hour + (stay % 7)), score])
      ),
      "patients.csv": people,
      "onsets.csv": csv(
        "stay,sepsis_onset",
        onsets.map(({ onset, stay }) => [stay, at(stay, 60 * onset! + 20)])
      )
    })
    expect(asked).toEqual(["horizon"])
    expect(content.timestep).toBeUndefined()
    expect(content).toMatchObject({
      horizon: "6 h",
      data: { predictions: { timeUnit: "timestamp" }, events: { start: "sepsis_onset", timeUnit: "timestamp" } }
    })
  })

  /** Three tables whose points of time are written by a function. */
  const dated = (written: (time: Date) => string, first = "2026-03-01T00:00:00Z", spread = 20): Files => {
    const admitted = ({ stay }: (typeof stays)[number]) =>
      Date.parse(first) + ((stay * 7) % spread) * 86_400_000 + (stay % 24) * 3_600_000
    const at = (stay: (typeof stays)[number], hours: number) => written(new Date(admitted(stay) + hours * 3_600_000))
    const byId = new Map(stays.map((one) => [one.stay, one]))
    return {
      "scores.csv": csv(
        "stay,charttime,risk",
        timed((stay, hour, score) => [stay, at(byId.get(stay)!, hour), score])
      ),
      "stays.csv": csv(
        "stay,sex,age,admission",
        stays.map((one) => [one.stay, one.stay % 2 === 0 ? "F" : "M", 30 + (one.stay % 60), at(one, 0)])
      ),
      "onsets.csv": csv(
        "stay,onset",
        onsets.map((one) => [one.stay, at(one, one.onset!)])
      )
    }
  }
  const [us, european] = (["en-US", "en-GB"] as const).map((locale) => (time: Date) => {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const
    const format = new Intl.DateTimeFormat(locale, { ...parts, hourCycle: "h23", timeZone: "UTC" })
    return format.format(time).replace(", ", " ")
  }) as [(time: Date) => string, (time: Date) => string]
  const ofAll = (content: Record<string, unknown>) =>
    Object.values(content.data as Record<string, { readonly from: string }>).map(({ from }) => from)

  it("reads dates with the month or the day first as some day above 12 tells", async () => {
    for (const [written, order, format] of [
      [us, "month/day/year", "%m/%d/%Y %H:%M"],
      [european, "day/month/year", "%d/%m/%Y %H:%M"],
      [(time: Date) => european(time).replaceAll("/", "."), "day/month/year", "%d.%m.%Y %H:%M"]
    ] as const) {
      const { asked, content, said } = await proposed(dated(written))
      expect(asked).toEqual(["horizon"])
      expect(content).toMatchObject({
        timestep: "1 h",
        data: {
          predictions: { time: "charttime", timeUnit: "timestamp" },
          patients: { admission: "admission" },
          events: { start: "onset", timeUnit: "timestamp" }
        }
      })
      expect(ofAll(content).every((from) => from.includes(`'${format}'`))).toBe(true)
      expect(said("data").map(({ origin }) => origin)).toEqual(["seen", "seen", "seen"])
      expect(said("data")[0]!.text).toContain(`as ${order}: some day is above 12`)
      expect(said("horizon")[0]).toMatchObject({
        origin: "assumed",
        text: "nothing says how far ahead the model warns: write here what it was trained for"
      })
    }
  })

  it("asks once which stands first where no day is above 12, takes the option's, and marks what nobody said", async () => {
    const ambiguous = dated(us, "2026-03-01T00:00:00Z", 7)
    const assumed = await proposed(ambiguous)
    expect(assumed.asked).toEqual(["dateOrder", "horizon"])
    expect(ofAll(assumed.content).every((from) => from.includes("'%m/%d/%Y %H:%M'"))).toBe(true)
    expect(assumed.said("data").map(({ origin }) => origin)).toEqual(["assumed", "assumed", "assumed"])
    const answered = await proposed(ambiguous, { dateOrder: "dmy" })
    expect(answered.asked).not.toContain("dateOrder")
    expect(ofAll(answered.content).every((from) => from.includes("'%d/%m/%Y %H:%M'"))).toBe(true)
  })

  it("reads no dates of which some have the day and some the month first", async () => {
    const mixed = dated((time) => (time.getUTCHours() < 12 ? us : european)(time))
    expect((await refused(mixed))?.problem).toContain("no column tells when they were made")
  })

  it("reads dates with seconds, with AM and PM, and with codes for missing ones", async () => {
    const table = classical("id,score,label,sex,admission", ({ id, label, score, sex }) => [
      id,
      score,
      label,
      sex,
      id % 10 === 0
        ? "NA"
        : `${1 + (id % 12)}/${1 + (id % 28)}/2026 ${1 + (id % 12)}:05:0${id % 10} ${id % 2 === 0 ? "AM" : "PM"}`
    ])
    const { content } = await proposed({ "model.csv": table })
    expect((content.data as Record<string, { readonly from: string }>).patients!.from).toContain(
      "try_strptime(\"admission\", '%m/%d/%Y %I:%M:%S %p')"
    )
  })

  it("takes attributes from the predictions where no table has one row a patient", async () => {
    const table = csv(
      "stay,hour,sex,risk,label",
      timed((stay, hour, score, label) => [stay, hour, stay % 2 === 0 ? "F" : "M", score, label])
    )
    const { content } = await proposed({ "all.csv": table })
    expect((content.data as { patients: { from: string } }).patients.from).toContain("group by")
    expect(content.groupings).toHaveProperty("sex")
  })

  it("takes events from a column that says whether the patient is in one", async () => {
    const table = csv(
      "stay,hour,risk,in_event",
      timed((stay, hour, score, label) => [stay, hour, score, label === "" ? 1 : 0])
    )
    const { content } = await proposed({ "predictions.csv": table, "patients.csv": people })
    expect(content.data).toMatchObject({ events: { from: "predictions.csv", time: "hour", inEvent: "in_event" } })
    expect((content.data as { predictions: object }).predictions).not.toHaveProperty("label")
  })

  it("adds patients whom the table of patients lacks, and says how many", async () => {
    const few = people.split("\n").slice(0, 80).join("\n")
    const { content, said } = await proposed({ "predictions.csv": predictions, "patients.csv": few })
    expect((content.data as { patients: { from: string } }).patients.from).toContain("full join")
    expect(said("data.patients.from")[0]!.text).toContain("11 patients")
    expect(content.horizon).toBe("6 h")
  })

  it("recognises long time series and SHAP values, and the units of the former", async () => {
    const measured = stays.flatMap(({ stay }) => [
      [stay, 2, "lactate", 1.4],
      [stay, 30, "creatinine", 88]
    ])
    const { content, variables } = await proposed({
      "predictions.csv": predictions,
      "patients.csv": people,
      "labs.csv": csv("stay,charthour,itemname,valuenum", measured),
      "shap.csv": csv(
        "stay,feature,shap",
        stays.flatMap(({ stay }) => [
          [stay, "lactate", 0.2],
          [stay, "map", -0.1]
        ])
      )
    })
    expect(content.data).toMatchObject({
      timeseries: { from: "labs.csv", time: "charthour", timeUnit: "h", variable: "itemname", value: "valuenum" },
      attributions: { from: "shap.csv", feature: "feature", value: "shap" }
    })
    expect(variables.map(({ id, unit }) => [id, unit]).toSorted()).toEqual([
      ["creatinine", "µmol/l"],
      ["lactate", "mmol/l"]
    ])
  })

  it("asks which of several models' rows are audited", async () => {
    const both = timed((stay, hour, score, label) => [stay, hour, score, label]).flatMap((row) => [
      [...row, "gru"],
      [...row, "lgbm"],
      [...row, "news 2"]
    ])
    const files = { "predictions.csv": csv("stay,hour,risk,label,model", both), "patients.csv": people }
    const { asked, comparison, content } = await proposed(files)
    expect(asked).toEqual(["model"])
    expect(comparison).toEqual([
      expect.stringContaining("write model: model and from: predictions.csv in data.predictions"),
      "models:",
      "  gru: { baseline: true }",
      "  lgbm: { audit: true }",
      '  news_2: { value: "news 2" }'
    ])
    expect(JSON.stringify(content.data)).toContain("= 'gru'")
    const named = await proposed(files, { model: "lgbm" })
    expect(named.content).toMatchObject({ timestep: "1 h", horizon: "6 h" })
    expect(JSON.stringify(named.content.data)).toContain("= 'lgbm'")
  })

  it("names the person of several stays, the test split, and what is not used", async () => {
    const table = csv(
      "stay_id,subject_id,sex,age,split",
      stays.map(({ stay }, i) => [
        stay,
        Math.floor(i / 2),
        i % 2 === 0 ? "F" : "M",
        30 + i,
        i % 3 === 1 ? "train" : "holdout"
      ])
    )
    const { content, leftOut } = await proposed({
      "predictions.csv": predictions.replace("stay,", "stay_id,"),
      "patients.csv": table,
      "notes.csv": "ward,beds\nA,12\nB,9\n"
    })
    expect(content.data).toMatchObject({
      patients: { patient: "stay_id", cluster: "subject_id" },
      splits: { from: "patients.csv", split: "split", test: "holdout" }
    })
    expect(leftOut.join("\n")).toContain("notes.csv")
  })
})

describe("groupings", () => {
  const predictions = csv(
    "stay,hour,risk,label",
    timed((stay, hour, score, label) => [stay, hour, score, label])
  )

  it("are no outcome: what equals having an event, by labels or by events", async () => {
    const table = csv(
      "stay,sex,sepsis,well,smoker",
      stays.map(({ onset, stay }) => [
        stay,
        stay % 2,
        onset === undefined ? 0 : 1,
        onset === undefined ? "y" : "n",
        stay % 3 === 0 ? 1 : 0
      ])
    )
    const events = csv(
      "stay,onset",
      onsets.map(({ onset, stay }) => [stay, onset])
    )
    for (const files of [
      { "predictions.csv": predictions },
      { "predictions.csv": predictions.replaceAll(/,[01]?$/gmu, "").replace(",label", ""), "events.csv": events }
    ]) {
      const { content, leftOut } = await proposed({ ...files, "patients.csv": table })
      expect(Object.keys(content.groupings as object)).toEqual(["sex", "smoker"])
      expect(leftOut.filter((line) => line.includes("an outcome")).map((line) => line.split(":")[0])).toEqual([
        "sepsis",
        "well"
      ])
    }
  })

  it("are no postcodes", async () => {
    const table = csv(
      "stay,sex,postcode",
      stays.map(({ stay }, i) => [stay, stay % 2, 8000 + i])
    )
    const { content, leftOut } = await proposed({ "predictions.csv": predictions, "patients.csv": table })
    expect(Object.keys(content.groupings as object)).toEqual(["sex"])
    expect(leftOut.join()).toContain("postcode: codes of places")
  })

  it("by age in days have bins in days, and none where nothing says what ages count", async () => {
    const aged = (name: string, of: (years: number) => number) =>
      proposed({
        "predictions.csv": predictions,
        "patients.csv": csv(
          `stay,sex,${name}`,
          stays.map(({ stay }) => [stay, stay % 2, Math.round(of(30 + (stay % 60)))])
        )
      })
    const days = await aged("age", (years) => 365.25 * years)
    // 50, 65, 75 and 85 times 365.25.
    expect(days.content.groupings).toMatchObject({ age: { bins: [18263, 23741, 27394, 31046] } })
    expect(days.said("groupings.age")[0]!.text).toContain("bins in days, those of 50, 65, 75, 85 years")
    const months = await aged("age", (years) => 12 * years)
    expect(months.content.groupings).not.toHaveProperty("age")
    expect(months.leftOut.join()).toContain("age: above 200, and nothing says what it counts")
    expect((await aged("age", (years) => years)).content.groupings).toMatchObject({ age: { bins: [50, 65, 75, 85] } })
  })
})

describe("a proposal of records of the PhysioNet challenge", () => {
  it.each(["training", "training_setA"])(
    "reads the challenge's records in %s, a file a patient, beside a table of scores",
    async (folder) => {
      const onsetOf = (record: number) => (record % 3 === 0 ? 12 + (record % 7) : Number.POSITIVE_INFINITY)
      const hours = Array.from({ length: 30 }, (_, i) => i + 1)
      const records = Array.from({ length: 60 }, (_, i) => ({
        id: `p${String(i).padStart(6, "0")}`,
        onset: onsetOf(i),
        i
      }))
      const { content, leftOut, said } = await proposed({
        "predictions.csv": csv(
          "patient_id,iculos,score",
          records.flatMap(({ id, i, onset }) =>
            hours.map((hour) => [id, hour, noise(31 * i + hour) / 2 + (hour >= onset - 6 ? 0.4 : 0)])
          )
        ),
        ...Object.fromEntries(
          records.map(({ i, id, onset }) => [
            `${folder}/${id}.psv`,
            csv(
              "HR|Lactate|Age|Gender|Unit1|Unit2|HospAdmTime|ICULOS|SepsisLabel",
              hours.map((hour) => [80, "NaN", 40 + i, i % 2, i % 2, 1 - (i % 2), -3, hour, hour >= onset - 6 ? 1 : 0]),
              "|"
            )
          ])
        )
      })
      expect(content).toMatchObject({
        timestep: "1 h",
        horizon: "6 h",
        data: {
          predictions: { patient: "patient_id", time: "iculos", timeUnit: "h", label: "label", score: "score" },
          events: { start: "onset_hour", stop: "stop_hour" },
          timeseries: { time: "iculos" }
        },
        groupings: { age: { column: "age" }, sex: { column: "sex" }, unit: { column: "unit" } }
      })
      expect(said("horizon")[0]).toMatchObject({ origin: "seen", text: "labels begin to be 1 that long before events" })
      expect(leftOut).toEqual([])
    }
  )
})

describe("what cannot be proposed", () => {
  it("is refused with what was looked for and what each file has", async () => {
    expect(
      await refused({ "t.csv": classical("id,label,sex", ({ id, label, sex }) => [id, label, sex]) })
    ).toMatchObject({
      problem: expect.stringMatching(/No table has scores[\s\S]*t\.csv has 400 rows with id, label, sex/u)
    })
    expect(
      await refused({ "t.csv": classical("id,score,sex", ({ id, score, sex }) => [id, score, sex]) })
    ).toMatchObject({
      problem: expect.stringContaining("Nothing tells when a prediction was right")
    })
    expect(
      await refused({ "t.csv": classical("id,score,label", ({ id, label, score }) => [id, score, label]) })
    ).toMatchObject({
      problem: expect.stringContaining("No attribute divides the patients")
    })
    expect(await refused({ "predictions.csv": "" })).toMatchObject({
      problem: expect.stringContaining("predictions.csv: is empty")
    })
    expect(await refused({ "predictions.csv": "id,score,label\n" })).toMatchObject({
      problem: expect.stringContaining("has no rows")
    })
  })

  it("says what a folder lacks of a known format", async () => {
    const record = "HR|Age|Gender|ICULOS|SepsisLabel\n80|61|0|1|0\n82|61|0|2|0\n"
    expect(await refused({ "training_setA/p000001.psv": record, "training_setA/p000002.psv": record })).toMatchObject({
      problem: expect.stringContaining("looks like the PhysioNet/CinC Challenge 2019, and has no predictions/*.psv.")
    })
  })

  it("says which answer is none", async () => {
    expect(await refused({ "model.csv": plain }, { score: "scroe" })).toMatchObject({
      where: "--score scroe",
      problem: expect.stringContaining("these are: id, score, label, age")
    })
  })
})

describe("what a refusal asks for", () => {
  const files = (name: string): Files => ({
    "predictions.csv": csv(
      `patient,${name},score,label`,
      timed((stay, hour, score, label) => [stay, hour, score, label])
    ),
    "patients.csv": people.replace("stay", "patient")
  })

  it("can be given: a time that no name tells", async () => {
    const unnamed = await refused(files("tick"))
    expect(unnamed?.problem).toContain("no column tells when they were made")
    expect(unnamed?.remedy).toContain("--time tick")
    const { content } = await proposed(files("tick"), { time: "tick" })
    expect(content).toMatchObject({ timestep: "1 h", horizon: "6 h", data: { predictions: { time: "tick" } } })
    expect((await proposed(files("zeit"))).content.data).toMatchObject({ predictions: { time: "zeit" } })
  })

  it("is told from what is not there, with the nearest that is", async () => {
    for (const [named, nearest] of [
      [{ time: "tik" }, "tick"],
      [{ patient: "patiant" }, "patient"],
      [{ label: "lable" }, "label"]
    ] as const) {
      const [[option, name]] = Object.entries(named) as [[string, string]]
      expect(await refused(files("tick"), { time: "tick", ...named })).toMatchObject({
        where: `--${option} ${name}`,
        problem: expect.stringContaining(
          `there is no such column in predictions.csv. Did you mean "${nearest}"? Known: patient, tick, score, label.`
        )
      })
    }
    expect((await refused(files("tick"), { time: "nonsense" }))?.problem).toContain("there is no such column")
    expect((await refused({ "patients.csv": people }, { score: "nonsense" }))?.problem).toContain(
      "No table has a column nonsense"
    )
    const text = files("note")
      ["predictions.csv"]!.toString()
      .replaceAll(/^(\d+),(\d+),/gmu, "$1,day $2,")
    expect((await refused({ ...files("note"), "predictions.csv": text }, { time: "note" }))?.problem).toBe(
      "the column note holds neither numbers nor points of time"
    )
  })

  it("is more patients where all rows are of one", async () => {
    const one = { "predictions.csv": "patient,hour,score,label\n1001,0,0.04,0\n1001,1,0.07,0\n1001,2,0.61,1\n" }
    for (const named of [{}, { patient: "patient" }]) {
      expect((await refused(one, named))?.problem).toContain(
        "The column patient has the same value in all 3 rows: these are the predictions of one patient"
      )
    }
  })

  it("is one row for each patient, where some have several", async () => {
    const table = files("hour")
    const [head, ...rows] = table["patients.csv"]!.toString().trim().split("\n")
    const twice = await refused({ ...table, "patients.csv": [head, ...rows, ...rows].join("\n") })
    expect(twice?.problem).toContain("patients.csv: 90 patients have more than one row, all of them copies")
    const other = await refused({ ...table, "patients.csv": [head, ...rows, "101,female,99"].join("\n") })
    expect(other?.problem).toContain("patients.csv: 1 patient has more than one row; a table of patients has one row")
  })
})

describe("the end of events", () => {
  const files = (name: string, length: number): Files => ({
    "predictions.csv": csv(
      "stay,hour,risk,label,ward",
      timed((stay, hour, score, label) => [stay, hour, score, label, hour % 3])
    ),
    "patients.csv": people,
    "onset.csv": csv(
      `stay,onset_hour,${name},note`,
      onsets.map(({ onset, stay }, i) => [stay, onset, onset! + (i === 0 ? length : 3), "x"])
    )
  })

  it.each(["last_hour", "hour_last", "until", "to", "off"])("is recognised as %s", async (name) => {
    const { content, leftOut, said } = await proposed(files(name, 1))
    expect(content.data).toMatchObject({ events: { start: "onset_hour", stop: name } })
    expect(said("data.events.stop")[0]).toMatchObject({ origin: "assumed" })
    expect(leftOut).toEqual(["predictions.csv: the column ward", "onset.csv: the column note"])
  })

  it("is no column that is before the start, which is listed as not used", async () => {
    const { content, leftOut } = await proposed(files("last_hour", -1))
    expect((content.data as { events: object }).events).not.toHaveProperty("stop")
    expect(leftOut).toContain("onset.csv: the columns last_hour, note")
  })
})

describe("names of columns", () => {
  it("are known from the presets, however they are written", () => {
    for (const name of ["prediction_time", "time_index", "ScoringTime", "Scoring Time", "iculos"])
      expect(isCalled(name, "time"), name).toBe(true)
    for (const name of ["predicted_boolean_probability", "PredictedProbability", "y_hat", "Sepsis_score"]) {
      expect(isCalled(name, "score") || isCalled(name, "predictedLabel"), name).toBe(true)
    }
    expect(isCalled("map_min", "time")).toBe(false)
    expect(isCalled("predicted_boolean_value", "predictedLabel")).toBe(true)
  })

  it("tell units and spans", () => {
    expect(["onset_hour", "offsetMinutes", "time", "step"].map(unitIn)).toEqual(["h", "min", undefined, "step"])
    expect(["label_12h", "death_24_hours", "aki_2d", "score_2"].map(spanIn)).toEqual(["12 h", "24 h", "2 d", undefined])
  })
})

describe("units of variables", () => {
  it("follow from the name and the usual value", () => {
    expect(variableOf("lactate", 1.8)).toEqual({ id: "lactate", title: "Lactate", unit: "mmol/l" })
    expect(variableOf("Lactate", 16).unit).toBe("mg/dl")
    expect(variableOf("glucose", 6.1).unit).toBe("mmol/l")
    expect(variableOf("glucose", 120).unit).toBe("mg/dl")
    expect(variableOf("Temp", 98.6).unit).toBe("°F")
    expect(variableOf("FiO2", 0.5).unit).toBe("share")
    expect(variableOf("LAB//CREATININE", 88).unit).toBe("µmol/l")
    expect(variableOf("unknown", 5)).toEqual({ id: "unknown" })
  })
})
