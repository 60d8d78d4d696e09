-- What events say of themselves: one element for each property of an event, the newest event first. Numbers are kept
-- in thousandths; what is none stands below all of them.
ALTER TABLE customers_profiles
    ADD COLUMN IF NOT EXISTS property_events Array(LowCardinality(String)) AFTER event_details,
    ADD COLUMN IF NOT EXISTS property_names Array(LowCardinality(String)) AFTER property_events,
    ADD COLUMN IF NOT EXISTS property_texts Array(String) AFTER property_names,
    ADD COLUMN IF NOT EXISTS property_numbers Array(Int64) AFTER property_texts,
    ADD COLUMN IF NOT EXISTS property_seconds Array(Int64) AFTER property_numbers;
-- Without its mark the table is filled anew, so that older events get in too.
ALTER TABLE customers_profiles MODIFY COMMENT '';
