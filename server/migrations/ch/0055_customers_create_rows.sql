-- One row for each customer, with everything that conditions ask: modules add their arrays. Sorted by a hash of the
-- id, so that a range of the hash is a sample that reads nothing else. Filled anew, because it is another table.
DROP TABLE IF EXISTS customers_profiles SYNC;
CREATE TABLE customers_profiles
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
PRIMARY KEY sipHash64(customer_id)
ORDER BY (sipHash64(customer_id), customer_id);
