CREATE TABLE IF NOT EXISTS segments_list_entries
(
    entry_id UUID,
    list_id UUID,
    customer_id UUID,
    version UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY entry_id;
