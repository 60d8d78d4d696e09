CREATE TABLE IF NOT EXISTS customers_profiles
(
    customer_id UUID,
    region LowCardinality(String),
    birthday String,
    attributes Map(LowCardinality(String), Array(String)),
    known Array(LowCardinality(String)),
    tags Array(LowCardinality(String)),
    sources Array(LowCardinality(String)),
    organisations Array(String),
    version UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY customer_id;
