-- Who entered and left which segment when, in whole seconds since 1970, the oldest first.
ALTER TABLE customers_profiles
    ADD COLUMN IF NOT EXISTS move_segments Array(LowCardinality(String)) AFTER segment_ids,
    ADD COLUMN IF NOT EXISTS move_seconds Array(Int64) AFTER move_segments,
    ADD COLUMN IF NOT EXISTS move_entered Array(UInt8) AFTER move_seconds;
-- Without its mark the table is filled anew, so that older moves get in too.
ALTER TABLE customers_profiles MODIFY COMMENT '';
