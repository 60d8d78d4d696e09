CREATE TABLE commerce_orders
(
    order_id UUID,
    customer_id UUID,
    placed_at DateTime64(3, 'UTC'),
    business_date Date32,
    kind LowCardinality(String),
    status LowCardinality(String),
    currency LowCardinality(String),
    source LowCardinality(String),
    total_minor Int64,
    sales_minor Int64,
    sales_lines UInt32,
    version UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY order_id;
