import type { Preset } from "./Preset.ts"

/**
 * Epic's seismometer: predictions with the attributes of cohorts beside them, and events one a row. Which column is
 * which stands in its usage_config.yml. Labels follow from events and horizon; a stay's time begins at its first
 * prediction.
 *
 * @see https://epic-open-source.github.io/seismometer/
 */
export const seismometer: Preset = {
  title: "seismometer",
  folder: "seismometer's data_dir, with predictions.parquet and events.parquet",
  marks: { "events.parquet": ["Type", "EventTime", "Value"] },
  tables: {
    predictions: {
      settings: { from: "{{from}}/predictions.parquet", timeUnit: "timestamp" },
      files: ["predictions.parquet"],
      asks: {
        patient: "the column that usage_config.yml calls context_id or, without one, entity_id",
        time: "the column that usage_config.yml calls predict_time",
        score: "the column that usage_config.yml calls primary_output"
      }
    },
    patients: {
      settings: {
        from: `select distinct on ({{predictions.patient}}) *
from {{predictions}}
order by {{predictions.patient}}, {{predictions.time}}`,
        patient: "{{predictions.patient}}",
        admission: "{{predictions.time}}"
      },
      files: ["predictions.parquet"]
    },
    events: {
      settings: {
        from: `select distinct {{predictions.patient}}, {{events.start}}
from '{{from}}/events.parquet'
where Type {{events.code}} and coalesce(try_cast(Value as double), 1) > 0
  and {{predictions.patient}} in (select {{predictions.patient}} from {{predictions}})`,
        patient: "{{predictions.patient}}",
        start: "EventTime",
        timeUnit: "timestamp"
      },
      files: ["events.parquet"],
      asks: { code: "the Type of the events, which usage_config.yml calls the source of the primary_target" }
    }
  }
}
