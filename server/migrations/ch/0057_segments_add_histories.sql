-- Behaviour of a customer, newest first, in whole seconds since 1970; the lists and segments that the customer is in.
ALTER TABLE customers_profiles
    ADD COLUMN IF NOT EXISTS event_kinds Array(LowCardinality(String)) AFTER sold_skus,
    ADD COLUMN IF NOT EXISTS event_seconds Array(Int64) AFTER event_kinds,
    ADD COLUMN IF NOT EXISTS list_ids Array(LowCardinality(String)) AFTER event_seconds,
    ADD COLUMN IF NOT EXISTS segment_ids Array(LowCardinality(String)) AFTER list_ids;
DROP TABLE IF EXISTS segments_list_entries SYNC;
