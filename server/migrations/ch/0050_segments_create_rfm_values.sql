CREATE TABLE IF NOT EXISTS segments_rfm_values
(
    run_id UUID,
    customer_id UUID,
    currency LowCardinality(String),
    recency_days UInt32,
    frequency UInt32,
    monetary_minor Int64
)
ENGINE = MergeTree
PARTITION BY run_id
ORDER BY (customer_id, currency);
