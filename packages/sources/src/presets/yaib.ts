import type { Preset } from "./Preset.ts"

const indicators = `read_csv('{{from}}/**/pred_indicators.csv', header = false, auto_detect = false, delim = ',', columns = {
      stay_id: 'DOUBLE', hour: 'DOUBLE', truth: 'DOUBLE', complement: 'DOUBLE', score: 'DOUBLE'
    })`

/**
 * Yet Another ICU Benchmark, its tasks over time (sepsis, kidney injury): the static and dynamic tables of the cohort,
 * and `pred_indicators.csv` as its models write it, one a fold and repetition: stay, hour, truth, and the
 * probabilities of 0 and 1. Scores of several repetitions are averaged. YAIB labels from six hours before the onset to
 * six hours after it.
 *
 * @see https://github.com/rvandewater/YAIB
 */
export const yaib: Preset = {
  title: "Yet Another ICU Benchmark",
  folder: "a folder with YAIB's sta.parquet and, anywhere below, its pred_indicators.csv",
  marks: { "sta.parquet": ["stay_id"] },
  tables: {
    predictions: {
      settings: {
        from: `with hours as (
    select stay_id, hour, max(truth) as truth, avg(score) as score
    from ${indicators}
    group by stay_id, hour
  ),
  onsets as (
    select stay_id, min(hour) + 6 as onset from hours where truth = 1 group by stay_id
  )
select stay_id, hour, case when onset is null or hour < onset then truth end as label, score
from hours
left join onsets using (stay_id)`,
        patient: "stay_id",
        time: "hour",
        timeUnit: "h",
        label: "label",
        score: "score"
      },
      files: ["**/pred_indicators.csv"]
    },
    patients: {
      settings: { from: "{{from}}/sta.parquet", patient: "stay_id" },
      files: ["sta.parquet"]
    },
    events: {
      settings: {
        from: `select stay_id, min(hour) + 6 as onset, greatest(max(hour), min(hour) + 6) + 1 as stop
from ${indicators}
where truth = 1
group by stay_id`,
        patient: "stay_id",
        start: "onset",
        stop: "stop",
        timeUnit: "h"
      },
      files: ["**/pred_indicators.csv"],
      optional: true
    },
    timeseries: {
      settings: { from: "{{from}}/dyn.parquet", patient: "stay_id", time: "time", timeUnit: "s" },
      files: ["dyn.parquet"],
      asks: { variables: "the columns of dyn.parquet to read, as a list" },
      optional: true
    },
    splits: {
      settings: {
        from: `select stay_id,
  case when stay_id in (select stay_id from ${indicators}) then 'test' else 'train' end as split
from '{{from}}/sta.parquet'`,
        patient: "stay_id",
        split: "split"
      },
      files: ["sta.parquet"]
    }
  }
}
