-- What each event was about.
ALTER TABLE customers_profiles ADD COLUMN IF NOT EXISTS event_details Array(LowCardinality(String)) AFTER event_seconds;
-- Without its mark the table is filled anew, so that older events get it too.
ALTER TABLE customers_profiles MODIFY COMMENT '';
