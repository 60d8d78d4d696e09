CREATE TABLE IF NOT EXISTS segments_score_values
(
    run_id UUID,
    customer_id UUID,
    value Float64,
    band LowCardinality(String),
    inputs Array(Float64)
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY customer_id;
