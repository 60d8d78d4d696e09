-- By which kinds of identifier somebody is known, with whom they live, whom they know, what they agreed to: words that
-- count more stand first. Seconds are whole ones since 1970.
ALTER TABLE customers_profiles
    ADD COLUMN IF NOT EXISTS identifier_kinds Array(LowCardinality(String)) AFTER organisations,
    ADD COLUMN IF NOT EXISTS household_sizes Array(UInt16) AFTER identifier_kinds,
    ADD COLUMN IF NOT EXISTS household_roles Array(LowCardinality(String)) AFTER household_sizes,
    ADD COLUMN IF NOT EXISTS relation_kinds Array(LowCardinality(String)) AFTER household_roles,
    ADD COLUMN IF NOT EXISTS relation_ids Array(UUID) AFTER relation_kinds,
    ADD COLUMN IF NOT EXISTS relation_since Array(Date32) AFTER relation_ids,
    ADD COLUMN IF NOT EXISTS relation_until Array(Date32) AFTER relation_since,
    ADD COLUMN IF NOT EXISTS consent_keys Array(LowCardinality(String)) AFTER relation_until,
    ADD COLUMN IF NOT EXISTS consent_acts Array(LowCardinality(String)) AFTER consent_keys,
    ADD COLUMN IF NOT EXISTS consent_said Array(Int64) AFTER consent_acts,
    ADD COLUMN IF NOT EXISTS consent_until Array(Int64) AFTER consent_said,
    ADD COLUMN IF NOT EXISTS consent_guardian Array(UInt8) AFTER consent_until,
    ADD COLUMN IF NOT EXISTS consent_confirmed Array(UInt8) AFTER consent_guardian;
-- Without its mark the table is filled anew, so that what was known before gets in too.
ALTER TABLE customers_profiles MODIFY COMMENT '';
