CREATE TABLE behaviour_events
(
    event_id UUID,
    customer_id UUID,
    at DateTime64(3, 'UTC'),
    kind LowCardinality(String),
    source LowCardinality(String),
    browser Int64,
    visit Int64,
    sku String,
    category LowCardinality(String),
    campaign LowCardinality(String),
    quantity Int32,
    version UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY event_id;
